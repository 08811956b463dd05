using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using FluentValidation;

namespace Crm.Application.Identity.Users;

/// <summary>What an administrator may write about a user.</summary>
public record UserInput
{
    /// <summary>The address to sign in with; unique, upper and lower case alike.</summary>
    public required string Email { get; init; }
    public required string Name { get; init; }
    public string? Title { get; init; }

    /// <summary>What the user may do is what these roles give together; at least one.</summary>
    public required IReadOnlyList<Id<Role>> RoleIds { get; init; }

    /// <summary>The superior.</summary>
    public Id<User>? ReportsToId { get; init; }

    /// <summary>A deactivated user cannot sign in and is given no work. Who still has open work is deactivated at PUT /users/{id}/deactivation.</summary>
    public bool IsActive { get; init; } = true;

    internal static UserInput Of(User u) => new()
    {
        Email = u.Email,
        Name = u.Name,
        Title = u.Title,
        RoleIds = [.. u.Roles.Select(r => r.RoleId).Order()],
        ReportsToId = u.ReportsToId,
        IsActive = u.IsActive,
    };
}

internal sealed class UserInputValidator : AbstractValidator<UserInput>
{
    public UserInputValidator()
    {
        RuleFor(u => u.Email).RequiredLine(EmailAddress.Max).Email();
        RuleFor(u => u.Name).RequiredLine(User.NameMax);
        RuleFor(u => u.Title).Line(User.TitleMax);
        RuleFor(u => u.RoleIds).NotEmptyList().AtMost(User.RolesMax).NoRepeats();
    }
}

internal static class UserReferences
{
    /// <summary>Sets the superior; needs a transaction.</summary>
    public static async Task PutUnder(this ICrmDb db, User user, Id<User>? superior, CancellationToken ct)
    {
        if (superior == user.ReportsToId) return;
        user.ReportTo(superior, await db.ChainAbove(user.Id, superior, u => u.ReportsToId, "/reportsToId", ct, isNew: user.Version == 0));
    }
}
