using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;

namespace Crm.Application.Service.Queues;

/// <summary>Where tickets wait for somebody to take them.</summary>
/// <param name="Version">Increased by each change; the ETag.</param>
public sealed record QueueDetails(Id<Queue> Id, int Version, string Name, string? Description, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt) : IVersioned
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Queue, QueueDetails>();
    }
}
