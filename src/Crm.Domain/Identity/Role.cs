using Crm.Domain.Common;

namespace Crm.Domain.Identity;

/// <summary>What its users may do. The built-in roles (<see cref="BuiltInRoles"/>) come with the system and stay as they are; a company adds its own.</summary>
public sealed class Role : ArchivableAggregate, ISearchable
{
    public const int NameMax = 120;
    public const int DescriptionMax = 1000;
    public const int FieldRulesMax = 100;

    private List<FieldRule> _fieldRules = [];

    private Role() { }

    public Id<Role> Id { get; private set; } = Id<Role>.New();

    /// <summary>Unique among the roles.</summary>
    public string Name { get; private set; } = "";
    public string? Description { get; private set; }
    public bool IsBuiltIn { get; private set; }
    public Permissions Permissions { get; private set; } = Permissions.None;
    public IReadOnlyList<FieldRule> FieldRules => _fieldRules;
    IEnumerable<string?> ISearchable.SearchedBy => [Name, Description];

    public static Role Create(string name, string? description, Permissions permissions, IReadOnlyList<FieldRule> fieldRules)
    {
        var role = new Role();
        role.Set(name, description, permissions, fieldRules);
        return role;
    }

    public static Role BuiltIn(Id<Role> id, string name, string description, Permissions permissions)
    {
        var role = new Role { Id = id, IsBuiltIn = true };
        role.Set(name, description, permissions, []);
        return role;
    }

    /// <summary>Replaces what callers may write.</summary>
    public void Change(string name, string? description, Permissions permissions, IReadOnlyList<FieldRule> fieldRules)
    {
        if (IsBuiltIn) throw RoleErrors.BuiltIn;
        Set(name, description, permissions, fieldRules);
    }

    /// <summary>Brings a built-in role to what this version of the system says of it.</summary>
    public void BringUpToDate(Role current) => Set(current.Name, current.Description, current.Permissions, current.FieldRules);

    protected override void EnsureArchivable()
    {
        if (IsBuiltIn) throw RoleErrors.BuiltIn;
    }

    private void Set(string name, string? description, Permissions permissions, IReadOnlyList<FieldRule> fieldRules)
    {
        Name = Text.Required(name);
        Description = Text.Clean(description);
        if (Permissions != permissions) Permissions = permissions;
        if (!_fieldRules.SequenceEqual(fieldRules)) _fieldRules = [.. fieldRules];
    }
}

public static class RoleErrors
{
    public static RuleBroken BuiltIn => new("role.built_in", "A built-in role stays as it is: make one of your own with the permissions that you want.");

    public static RuleBroken InUse(int users) => new("role.in_use", "Users still have the role: give them another one before it is archived.",
        new Dictionary<string, object?> { ["users"] = users });
}
