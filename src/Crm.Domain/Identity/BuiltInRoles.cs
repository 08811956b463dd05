using Crm.Domain.Common;

namespace Crm.Domain.Identity;

/// <summary>The roles that every database has, under ids that never change.</summary>
public static class BuiltInRoles
{
    private static readonly AreaPermissions ReadAll = new() { Read = Level.All };
    private static readonly AreaPermissions Daily = new() { Read = Level.All, Create = Level.All, Change = Level.All, Archive = Level.All };
    private static readonly AreaPermissions Report = new() { Read = Level.All, Export = Level.All };
    private static readonly AreaPermissions Own = new() { Read = Level.Own, Create = Level.Own, Change = Level.Own };

    public static readonly Role Administrator = Role.BuiltIn(Known(1), "Administrator", "May do everything.", Permissions.Everything);

    public static readonly Role Manager = Role.BuiltIn(Known(2), "Manager",
        "Leads the daily work: sees and does everything about customers, products, orders, tickets and segments, overrides rules, grants credit, hands over other people's work and keeps the teams.",
        Permissions.Everything with { Identity = Daily, Settings = Daily with { Archive = Level.All } });

    public static readonly Role Sales = Role.BuiltIn(Known(3), "Sales", "Looks after customers and takes orders; sees tickets and opens them.", new()
    {
        Customers = Daily with { Export = Level.Own },
        Products = ReadAll,
        Orders = Daily with { Export = Level.Own },
        Tickets = new() { Read = Level.All, Create = Level.All, Change = Level.Own },
        Marketing = ReadAll,
        Settings = ReadAll,
        Identity = ReadAll,
    });

    public static readonly Role Service = Role.BuiltIn(Known(4), "Service", "Answers tickets and takes returns; registers customers and corrects what is known about them.", new()
    {
        Customers = Daily with { Archive = Level.None },
        Products = ReadAll,
        Orders = Daily with { Archive = Level.None },
        Tickets = Daily,
        Marketing = ReadAll,
        Settings = ReadAll,
        Identity = ReadAll,
    });

    public static readonly Role Marketing = Role.BuiltIn(Known(5), "Marketing", "Knows all customers and what they bought; keeps their data, their tags and the segments.", new()
    {
        Customers = new() { Read = Level.All, Create = Level.All, Change = Level.All, Export = Level.All },
        Products = ReadAll,
        Orders = ReadAll,
        Marketing = AreaPermissions.To(Level.All),
        Settings = ReadAll,
        Identity = ReadAll,
    });

    public static readonly Role Analyst = Role.BuiltIn(Known(6), "Analyst", "Reads and exports everything, changes nothing.", new()
    {
        Customers = Report,
        Products = Report,
        Orders = Report,
        Tickets = Report,
        Marketing = ReadAll,
        Settings = ReadAll,
        Identity = ReadAll,
    });

    public static readonly Role Partner = Role.BuiltIn(Known(7), "Partner", "Works with the customers that it owns, their orders and their tickets, and sees the products.", new()
    {
        Customers = Own,
        Products = ReadAll,
        Orders = Own,
        Tickets = Own,
        Settings = ReadAll,
    });

    public static IReadOnlyList<Role> All { get; } = [Administrator, Manager, Sales, Service, Marketing, Analyst, Partner];

    // Version 8 (RFC 9562): ids of one's own making, never met by a made one.
    private static Id<Role> Known(byte number) => new(new Guid(0x00000000, 0x0000, 0x8000, 0x80, 0, 0, 0, 0, 0, 0, number));
}
