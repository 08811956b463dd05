using Crm.Domain.Common;

namespace Crm.Domain.Identity;

/// <summary>What a user may do beyond the daily work; a manager may override, an administrator also manages users and fields.</summary>
public enum UserRole { Agent, Manager, Administrator }

/// <summary>Somebody who works in the company and signs in. Who leaves is deactivated: users are never archived, for what they did keeps their name.</summary>
public sealed class User : Aggregate, ISearchable
{
    public const int NameMax = 160;
    public const int TitleMax = 120;
    public const int PasswordMin = 12;
    public const int PasswordMax = 256;
    public const int PasswordHashMax = 400;

    private User() { }

    public Id<User> Id { get; private set; } = Id<User>.New();
    public string Email { get; private set; } = "";

    /// <summary>The form in which the address is compared; unique.</summary>
    public string NormalizedEmail { get; private set; } = "";
    public string Name { get; private set; } = "";
    public string? Title { get; private set; }
    public UserRole Role { get; private set; }
    public Id<User>? ReportsToId { get; private set; }

    public bool IsAdministrator => Role == UserRole.Administrator && IsActive;

    /// <summary>A deactivated user cannot sign in and owns nothing open.</summary>
    public bool IsActive { get; private set; } = true;
    public string PasswordHash { get; private set; } = "";
    IEnumerable<string?> ISearchable.SearchedBy => [Name, Email, Title];

    public static User Invite(string email, string name, string? title, UserRole role, string passwordHash)
    {
        var user = new User { PasswordHash = passwordHash };
        user.Change(email, name, title, role, isActive: true);
        return user;
    }

    public void Change(string email, string name, string? title, UserRole role, bool isActive)
    {
        Email = Text.Required(email);
        NormalizedEmail = EmailAddress.Normalize(email);
        Name = Text.Required(name);
        Title = Text.Clean(title);
        Role = role;
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

    public void SetPassword(string passwordHash) => PasswordHash = passwordHash;
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
