using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Application.Identity.Teams;

/// <summary>Users who look after customers together.</summary>
/// <param name="Version">Increased by each change; the ETag.</param>
public sealed record TeamDetails(
    Id<Team> Id, int Version, string Name, string? Description, IReadOnlyList<Id<User>> MemberIds, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt) : IVersioned
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Team, TeamDetails>()
            .ForCtorParam(nameof(MemberIds), o => o.MapFrom(t => t.Members.Select(m => m.UserId).OrderBy(id => id)));
    }
}
