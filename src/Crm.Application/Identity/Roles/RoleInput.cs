using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Roles;

/// <summary>What a caller may write about a role.</summary>
public record RoleInput
{
    /// <summary>Unique, upper and lower case alike.</summary>
    public required string Name { get; init; }
    public string? Description { get; init; }

    /// <summary>What its users may do; what is left out, they may not.</summary>
    public required Permissions Permissions { get; init; }

    /// <summary>The fields that its users are not shown, or may not write; none when null.</summary>
    public IReadOnlyList<FieldRule>? FieldRules { get; init; }

    internal static RoleInput Of(Role r) => new() { Name = r.Name, Description = r.Description, Permissions = r.Permissions, FieldRules = r.FieldRules };
}

internal sealed class RoleInputValidator : AbstractValidator<RoleInput>
{
    public RoleInputValidator()
    {
        RuleFor(r => r.Name).RequiredLine(Role.NameMax);
        RuleFor(r => r.Description).Block(Role.DescriptionMax);
        RuleFor(r => r.FieldRules).AtMost(Role.FieldRulesMax);
        RuleForEach(r => r.FieldRules).ChildRules(f =>
        {
            f.RuleFor(x => x.Resource).Must(Restrictable.Fields.ContainsKey).WithErrorCode(InputErrors.FieldRuleUnknown)
                .WithMessage($"There are no field rules for this resource; allowed are {string.Join(", ", Restrictable.Fields.Keys.Order(StringComparer.Ordinal))}.");
            f.RuleFor(x => x.Field).Must((rule, field) => !Restrictable.Fields.TryGetValue(rule.Resource, out var fields) || fields.Contains(field)).WithErrorCode(InputErrors.FieldRuleUnknown)
                .WithMessage(rule => $"The field cannot be restricted; allowed are {string.Join(", ", Restrictable.Fields.GetValueOrDefault(rule.Resource, []))}.");
        });
        RuleFor(r => r.FieldRules).Must(rules => rules is null || rules.Select(f => (f.Resource, f.Field)).Distinct().Count() == rules.Count)
            .WithErrorCode(InputErrors.FieldRuleRepeated).WithMessage("A field stands there twice.");
        foreach (var area in Enum.GetValues<Area>().Where(a => !Permissions.HasOwners(a)))
            RuleFor(r => r.Permissions).Must(p => Enum.GetValues<Act>().All(act => p[area][act] is Level.None or Level.All))
                .WithErrorCode(InputErrors.PermissionLevel).WithMessage($"In {CrmJson.Name(area)} nothing has an owner: a level there is none or all.");
    }
}

internal static class RoleRules
{
    /// <summary>Nobody gives away more than they have: else a role would be a way around roles.</summary>
    /// <exception cref="NotAllowed">The permissions go further than the caller's (403).</exception>
    public static void EnsureWithin(this ICurrentUser caller, Permissions permissions)
    {
        var beyond = permissions.Beyond(caller.Access.Permissions).Select(p => NotAllowed.Permission(p.Area, p.Act)).ToList();
        if (beyond.Count > 0) throw new NotAllowed($"Nobody gives more than they have, and this goes further than your own permissions: {string.Join(", ", beyond)}.");
    }

    /// <summary>The roles that a body names are there, and stay until the transaction ends; those that are new to the user give no more than the caller has.</summary>
    /// <exception cref="InvalidInput">One is unknown or archived (400, naming each).</exception>
    public static async Task EnsureRoles(this ICrmDb db, ICurrentUser caller, IReadOnlyList<Id<Role>> wanted, IReadOnlyCollection<Id<Role>> before, CancellationToken ct)
    {
        var fresh = wanted.Except(before).ToList();
        if (fresh.Count > 0)
        {
            await db.HoldAsync(fresh, ct);
            var known = await db.Roles.AsNoTracking().Where(r => fresh.Contains(r.Id)).ToListAsync(ct);
            InputError[] unknown = [.. wanted.Index().Where(w => fresh.Contains(w.Item) && !known.Exists(r => r.Id == w.Item))
                .SelectMany(w => InvalidInput.UnknownReference($"/roleIds/{w.Index}", nameof(Role)).Errors)];
            if (unknown.Length > 0) throw new InvalidInput(unknown);
            caller.EnsureWithin(known.Aggregate(Permissions.None, (sum, r) => sum.Plus(r.Permissions)));
        }
        if (before.Except(wanted).ToList() is { Count: > 0 } taken)
        {
            var held = await db.Roles.WithArchived().AsNoTracking().Where(r => taken.Contains(r.Id)).Select(r => r.Permissions).ToListAsync(ct);
            caller.EnsureWithin(held.Aggregate(Permissions.None, (sum, p) => sum.Plus(p)));
        }
    }
}
