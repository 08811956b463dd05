using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Application.Identity.Users;

/// <summary>A user, whole.</summary>
/// <param name="RoleIds">What the user may do is what these roles give together.</param>
/// <param name="ReportsToId">The superior.</param>
/// <param name="IsActive">A deactivated user cannot sign in and is given no work.</param>
public sealed record UserDetails(
    Id<User> Id, int Version, string Email, string Name, string? Title, IReadOnlyList<Id<Role>> RoleIds, Id<User>? ReportsToId, bool IsActive, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt) : IVersioned
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<User, UserDetails>().ForCtorParam(nameof(RoleIds), o => o.MapFrom(u => u.Roles.Select(r => r.RoleId).OrderBy(id => id)));
    }
}
