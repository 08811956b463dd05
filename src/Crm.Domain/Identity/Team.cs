using Crm.Domain.Common;

namespace Crm.Domain.Identity;

/// <summary>Users who look after customers together, such as "Key accounts".</summary>
public sealed class Team : ArchivableAggregate, ISearchable
{
    public const int NameMax = 120;
    public const int DescriptionMax = 1000;
    public const int MembersMax = 500;

    private readonly List<TeamMember> _members = [];

    private Team() { }

    public Id<Team> Id { get; private set; } = Id<Team>.New();

    /// <summary>Unique among the teams.</summary>
    public string Name { get; private set; } = "";
    public string? Description { get; private set; }
    public IReadOnlyCollection<TeamMember> Members => _members;
    IEnumerable<string?> ISearchable.SearchedBy => [Name, Description];

    public static Team Create(string name, string? description, IReadOnlyCollection<Id<User>> members)
    {
        var team = new Team();
        team.Change(name, description, members);
        return team;
    }

    /// <summary>Replaces what callers may write. That new members are active users, the caller has seen to.</summary>
    public void Change(string name, string? description, IReadOnlyCollection<Id<User>> members)
    {
        Name = Text.Required(name);
        Description = Text.Clean(description);
        _members.RemoveAll(m => !members.Contains(m.UserId));
        foreach (var user in members.Where(u => !_members.Exists(m => m.UserId == u))) _members.Add(new(user));
    }

    /// <summary>Lets somebody go; a no-op for who is no member.</summary>
    public void Release(Id<User> user) => _members.RemoveAll(m => m.UserId == user);
}

/// <summary>One user in a team.</summary>
public sealed class TeamMember
{
    private TeamMember() { }

    internal TeamMember(Id<User> user) => UserId = user;

    public Id<User> UserId { get; private set; }
}

public static class TeamErrors
{
    public static RuleBroken OwnsCustomers(int customers) => new("team.owns_customers", "Customers belong to the team: give them to another team, or to none, before it is archived.",
        new Dictionary<string, object?> { ["customers"] = customers });
}
