using Crm.Domain.Common;

namespace Crm.Domain.Identity;

/// <summary>Somebody who works in the company and signs in. Who leaves is deactivated: users are never archived, for what they did keeps their name.</summary>
public sealed class User : Aggregate, ISearchable
{
    public const int NameMax = 160;
    public const int TitleMax = 120;
    public const int PasswordMin = 12;
    public const int PasswordMax = 256;
    public const int PasswordHashMax = 400;

    public const int RolesMax = 20;

    private readonly List<RoleHeld> _roles = [];

    private User() { }

    public Id<User> Id { get; private set; } = Id<User>.New();
    public string Email { get; private set; } = "";

    /// <summary>The form in which the address is compared; unique.</summary>
    public string NormalizedEmail { get; private set; } = "";
    public string Name { get; private set; } = "";
    public string? Title { get; private set; }

    /// <summary>What the user may do is what all of them together give.</summary>
    public IReadOnlyCollection<RoleHeld> Roles => _roles;
    public Id<User>? ReportsToId { get; private set; }

    public bool IsAdministrator => IsActive && Holds(BuiltInRoles.Administrator.Id);

    /// <summary>A deactivated user cannot sign in and owns nothing open.</summary>
    public bool IsActive { get; private set; } = true;
    public string PasswordHash { get; private set; } = "";
    IEnumerable<string?> ISearchable.SearchedBy => [Name, Email, Title];

    public static User Invite(string email, string name, string? title, IReadOnlyCollection<Id<Role>> roles, string passwordHash)
    {
        var user = new User { PasswordHash = passwordHash };
        user.Change(email, name, title, roles, isActive: true);
        return user;
    }

    public void Change(string email, string name, string? title, IReadOnlyCollection<Id<Role>> roles, bool isActive)
    {
        Email = Text.Required(email);
        NormalizedEmail = EmailAddress.Normalize(email);
        Name = Text.Required(name);
        Title = Text.Clean(title);
        _roles.RemoveAll(r => !roles.Contains(r.RoleId));
        foreach (var role in roles.Where(r => !Holds(r))) _roles.Add(new(role));
        if (isActive) IsActive = true;
        else Deactivate();
    }

    /// <summary>Takes the user out of work. That nothing open is left behind, the caller has seen to.</summary>
    public void Deactivate()
    {
        if (!IsActive) return;
        IsActive = false;
        Raise(new UserDeactivated(Id));
    }

    /// <summary>Sets the superior. <paramref name="superiors"/> are the new superior and all above.</summary>
    public void ReportTo(Id<User>? superior, IReadOnlyCollection<Id<User>> superiors)
    {
        if (superior == ReportsToId) return;
        if (superior == Id || superiors.Contains(Id)) throw UserErrors.ReportsToItself;
        ReportsToId = superior;
    }

    public bool Holds(Id<Role> role) => _roles.Exists(r => r.RoleId == role);

    public void SetPassword(string passwordHash) => PasswordHash = passwordHash;
}

/// <summary>One role of a user.</summary>
public sealed class RoleHeld
{
    private RoleHeld() { }

    internal RoleHeld(Id<Role> role) => RoleId = role;

    public Id<Role> RoleId { get; private set; }
}

public sealed record UserDeactivated(Id<User> UserId) : IDomainEvent;

public static class UserErrors
{
    public static RuleBroken ReportsToItself => new("user.reports_to_itself", "Nobody can report to themselves, directly or through others.");
    public static RuleBroken LastAdministrator => new("user.last_administrator", "The last active administrator cannot be deactivated or given another role.");

    public static RuleBroken OwnsOpenWork(int customers, int orders, int tickets) => new("user.owns_open_work",
        "The user still has customers, open orders or open tickets: PUT /api/v1/users/{id}/deactivation with a receiverId hands them over and deactivates in one act.",
        new Dictionary<string, object?> { ["customers"] = customers, ["orders"] = orders, ["tickets"] = tickets });
}
