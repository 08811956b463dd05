using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;

namespace Crm.Application.Service.Queues;

/// <summary>Where tickets wait for somebody to take them.</summary>
/// <param name="Version">Increased by each change; the ETag.</param>
/// <param name="Strategy">Who gets a ticket that comes into it: whom somebody names, the members in turn, or the member with the fewest open tickets.</param>
/// <param name="RequiredSkills">What whoever gets one of its tickets by the rule, or as the next one, has to know.</param>
/// <param name="MatchLanguage">Whether they also have to speak the preferred language of the ticket's contact or customer, where it is known.</param>
public sealed record QueueDetails(
    Id<Queue> Id, int Version, string Name, string? Description, QueueStrategy Strategy, IReadOnlyList<string> RequiredSkills, bool MatchLanguage, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt) : IVersioned
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Queue, QueueDetails>();
    }
}
