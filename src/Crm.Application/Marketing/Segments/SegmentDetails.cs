using System.Text.Json;
using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Marketing;

namespace Crm.Application.Marketing.Segments;

/// <summary>A named group of customers.</summary>
/// <param name="Filter">Of a dynamic segment, who is in it; null for a static one.</param>
/// <param name="Version">Increased by each change of the segment itself, not by its members; the ETag.</param>
public sealed record SegmentDetails(Id<Segment> Id, int Version, string Name, string? Description, SegmentKind Kind, JsonElement? Filter, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt) : IVersioned
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Segment, SegmentDetails>().ForCtorParam(nameof(Filter), o => o.MapFrom(s => SegmentFilter.Read(s.Filter)));
    }
}
