using System.Linq.Expressions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Application.Identity.Roles;

/// <summary>What its users may do. Several roles of a user add up.</summary>
/// <param name="IsBuiltIn">Comes with the system and cannot be changed.</param>
/// <param name="FieldRules">The fields that its users are not shown, or may not write.</param>
/// <param name="Version">Increased by each change; the ETag.</param>
public sealed record RoleDetails(
    Id<Role> Id, int Version, string Name, string? Description, bool IsBuiltIn, Permissions Permissions, IReadOnlyList<FieldRule> FieldRules, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt) : IVersioned
{
    internal static readonly Expression<Func<Role, RoleDetails>> From = r => new(r.Id, r.Version, r.Name, r.Description, r.IsBuiltIn, r.Permissions, r.FieldRules, r.CreatedAt, r.UpdatedAt);

    private static readonly Func<Role, RoleDetails> Compiled = From.Compile();

    internal static RoleDetails Of(Role role) => Compiled(role);
}
