using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Application.Common.Access;

/// <summary>What a caller may do: put together from the roles of the user, and narrowed by the key when one is used.</summary>
public sealed record CallerAccess
{
    /// <summary>For jobs and for loads, which no caller started.</summary>
    public static readonly CallerAccess Everything = new() { Permissions = Permissions.Everything };

    /// <summary>For callers who have not said who they are.</summary>
    public static readonly CallerAccess Nothing = new() { Permissions = Permissions.None };

    public required Permissions Permissions { get; init; }

    /// <summary>What belongs to these is the caller's own: the caller.</summary>
    public IReadOnlyList<Id<User>> Self { get; init; } = [];

    /// <summary>The caller and all who are in a team with the caller.</summary>
    public IReadOnlyList<Id<User>> Teammates { get; init; } = [];
    public IReadOnlyList<Id<Team>> Teams { get; init; } = [];

    /// <summary>The only customers of which anything is shown; null when that is not limited.</summary>
    public IReadOnlyList<Id<Customer>>? OnlyCustomers { get; init; }
    public FieldRights Fields { get; init; } = FieldRights.Unlimited;

    /// <summary>Whether the act extends to any record at all.</summary>
    public bool May(Area area, Act act) => Permissions[area][act] is var level && (Permissions.HasOwners(area) ? level > Level.None : level == Level.All);

    /// <summary>What is left of it with a key: the acts in its scopes, on its customers.</summary>
    public CallerAccess Only(IReadOnlySet<KeyScope> scopes, IReadOnlyList<Id<Customer>>? customers) =>
        this with { Permissions = Permissions.Where((area, act) => scopes.Contains(new(area, act))), OnlyCustomers = customers };

    /// <summary>What is left of it where of the area only that is read which the act extends to.</summary>
    public CallerAccess ReadingOnlyFor(Area area, Act act) => this with { Permissions = Permissions.ReadingOnlyFor(area, act) };

    /// <summary>The records of the area to which the act extends.</summary>
    public Scope Of(Area area, Act act) => new(Permissions[area][act], this);
}

/// <summary>The records to which an act extends, in the form that the queries ask.</summary>
public sealed class Scope(Level level, CallerAccess access)
{
    /// <summary>Nothing is left out.</summary>
    public bool IsEverything { get; } = level == Level.All && access.OnlyCustomers is null;

    /// <summary>Whoever owns the record.</summary>
    public bool IsAnybodys { get; } = level == Level.All;

    /// <summary>What these own.</summary>
    public Id<User>[] Users { get; } = level switch
    {
        Level.Team => [.. access.Teammates],
        Level.Own => [.. access.Self],
        _ => [],
    };

    /// <summary>What belongs to these.</summary>
    public Id<Team>[] Teams { get; } = level == Level.Team ? [.. access.Teams] : [];

    /// <summary>Whether only some customers are shown.</summary>
    public bool IsLimited { get; } = access.OnlyCustomers is not null;

    public Id<Customer>[] Customers { get; } = [.. access.OnlyCustomers ?? []];

    /// <summary>Whether both are the same records.</summary>
    public bool Covers(Scope other) => IsEverything || (IsAnybodys || other.Users.All(Users.Contains) && other.Teams.All(Teams.Contains) && !other.IsAnybodys) && (!IsLimited || other.IsLimited);
}
