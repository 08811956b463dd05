namespace Crm.Domain.Identity;

/// <summary>What permissions are given for. Contacts belong to customers; shipments, payments and returns to orders; messages to tickets; segments are marketing; custom fields,
/// queues and agents are settings; users, teams, roles, keys and the audit are identity.</summary>
public enum Area { Customers, Products, Orders, Tickets, Marketing, Settings, Identity }

/// <summary>What is done. Manage is what goes beyond the daily work of an area: credit, overrides, other people's work, users and roles.</summary>
public enum Act { Read, Create, Change, Archive, Export, Manage }

/// <summary>To which records an act extends: to none, to the caller's own, to those of the caller's teams and their members too, or to all. Each includes the ones before it.</summary>
public enum Level { None, Own, Team, All }

/// <summary>What a role gives in one area.</summary>
public sealed record AreaPermissions
{
    public static readonly AreaPermissions Nothing = new();

    public Level Read { get; init; }
    public Level Create { get; init; }
    public Level Change { get; init; }
    public Level Archive { get; init; }

    /// <summary>Reading many records at once, out of the system.</summary>
    public Level Export { get; init; }

    /// <summary>What goes beyond the daily work of the area.</summary>
    public Level Manage { get; init; }

    public static AreaPermissions To(Level level) => new() { Read = level, Create = level, Change = level, Archive = level, Export = level, Manage = level };

    public Level this[Act act] => act switch
    {
        Act.Read => Read,
        Act.Create => Create,
        Act.Change => Change,
        Act.Archive => Archive,
        Act.Export => Export,
        _ => Manage,
    };

    public AreaPermissions Plus(AreaPermissions other) => new()
    {
        Read = Higher(Read, other.Read),
        Create = Higher(Create, other.Create),
        Change = Higher(Change, other.Change),
        Archive = Higher(Archive, other.Archive),
        Export = Higher(Export, other.Export),
        Manage = Higher(Manage, other.Manage),
    };

    private static Level Higher(Level a, Level b) => a > b ? a : b;
}

/// <summary>What somebody may do, area by area.</summary>
public sealed record Permissions
{
    public static readonly Permissions None = new();
    public static readonly Permissions Everything = new()
    {
        Customers = AreaPermissions.To(Level.All),
        Products = AreaPermissions.To(Level.All),
        Orders = AreaPermissions.To(Level.All),
        Tickets = AreaPermissions.To(Level.All),
        Marketing = AreaPermissions.To(Level.All),
        Settings = AreaPermissions.To(Level.All),
        Identity = AreaPermissions.To(Level.All),
    };

    public AreaPermissions Customers { get; init; } = AreaPermissions.Nothing;

    /// <summary>Products belong to nobody: own and team extend to none of them.</summary>
    public AreaPermissions Products { get; init; } = AreaPermissions.Nothing;
    public AreaPermissions Orders { get; init; } = AreaPermissions.Nothing;
    public AreaPermissions Tickets { get; init; } = AreaPermissions.Nothing;

    /// <summary>Segments belong to nobody: own and team extend to none of them.</summary>
    public AreaPermissions Marketing { get; init; } = AreaPermissions.Nothing;

    /// <summary>Settings belong to nobody: own and team extend to none of them.</summary>
    public AreaPermissions Settings { get; init; } = AreaPermissions.Nothing;

    /// <summary>Users and roles belong to nobody: own and team extend to none of them.</summary>
    public AreaPermissions Identity { get; init; } = AreaPermissions.Nothing;

    public AreaPermissions this[Area area] => area switch
    {
        Area.Customers => Customers,
        Area.Products => Products,
        Area.Orders => Orders,
        Area.Tickets => Tickets,
        Area.Marketing => Marketing,
        Area.Settings => Settings,
        _ => Identity,
    };

    /// <summary>Whether records of the area have owners, so that own and team mean something there.</summary>
    public static bool HasOwners(Area area) => area is Area.Customers or Area.Orders or Area.Tickets;

    /// <summary>Several roles add up: of each act, the widest level holds.</summary>
    public Permissions Plus(Permissions other) => new()
    {
        Customers = Customers.Plus(other.Customers),
        Products = Products.Plus(other.Products),
        Orders = Orders.Plus(other.Orders),
        Tickets = Tickets.Plus(other.Tickets),
        Marketing = Marketing.Plus(other.Marketing),
        Settings = Settings.Plus(other.Settings),
        Identity = Identity.Plus(other.Identity),
    };

    /// <summary>Only those of the acts.</summary>
    public Permissions Where(Func<Area, Act, bool> isKept)
    {
        return new()
        {
            Customers = Kept(Area.Customers),
            Products = Kept(Area.Products),
            Orders = Kept(Area.Orders),
            Tickets = Kept(Area.Tickets),
            Marketing = Kept(Area.Marketing),
            Settings = Kept(Area.Settings),
            Identity = Kept(Area.Identity),
        };

        AreaPermissions Kept(Area area) => new()
        {
            Read = In(area, Act.Read),
            Create = In(area, Act.Create),
            Change = In(area, Act.Change),
            Archive = In(area, Act.Archive),
            Export = In(area, Act.Export),
            Manage = In(area, Act.Manage),
        };

        Level In(Area area, Act act) => isKept(area, act) ? this[area][act] : Level.None;
    }

    /// <summary>Of the area only what the act extends to can be read.</summary>
    public Permissions ReadingOnlyFor(Area area, Act act)
    {
        var limited = this[area] with { Read = this[area].Read < this[area][act] ? this[area].Read : this[area][act] };
        return area switch
        {
            Area.Customers => this with { Customers = limited },
            Area.Products => this with { Products = limited },
            Area.Orders => this with { Orders = limited },
            Area.Tickets => this with { Tickets = limited },
            Area.Marketing => this with { Marketing = limited },
            Area.Settings => this with { Settings = limited },
            _ => this with { Identity = limited },
        };
    }

    /// <summary>The acts that go further than the other's.</summary>
    public IEnumerable<(Area Area, Act Act)> Beyond(Permissions other) =>
        from area in Enum.GetValues<Area>()
        from act in Enum.GetValues<Act>()
        where this[area][act] > other[area][act]
        select (area, act);
}
