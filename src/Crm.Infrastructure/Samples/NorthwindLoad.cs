using Crm.Application.Catalog.Products;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Customers.Contacts;
using Crm.Application.Customers.Customers;
using Crm.Application.Identity.Teams;
using Crm.Application.Identity.Users;
using Crm.Application.Orders.Lines;
using Crm.Application.Orders.Orders;
using Crm.Application.Orders.Shipments;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Samples;

/// <summary>The Northwind company: employees become users, companies customers, their contact persons contacts, shippers carriers. Every record carries
/// its Northwind id as external id, by which an interrupted load sees what is there already.</summary>
internal sealed class NorthwindLoad(SampleLoad load, NorthwindFiles files)
{
    public const string System = "northwind";
    public const string Password = "Quokka-Ginkgo-Fjord-41";
    public const string AdministratorEmail = "admin@northwind.example";

    private const string Dollars = "USD";

    private readonly Dictionary<int, Id<User>> _users = [];
    private readonly Dictionary<int, Id<Team>> _teams = [];
    private Dictionary<string, Id<Customer>> _customers = [];
    private Dictionary<string, Id<Contact>> _contacts = [];
    private Dictionary<string, Id<Product>> _products = [];
    private Dictionary<string, (Id<Order> Id, bool IsShipped)> _orders = [];

    public async Task Run()
    {
        await Users();
        await Teams();
        await Customers();
        await Contacts();
        await Products();
        await Orders();
    }

    // One after the other, from the top down: whom somebody reports to must be there first.
    private async Task Users()
    {
        await Invite(new() { Email = AdministratorEmail, Name = "Northwind Administrator", RoleIds = [BuiltInRoles.Administrator.Id] });
        var waiting = files.Employees.ToList();
        while (waiting.Count > 0)
        {
            var next = waiting.Find(e => e.ReportsTo is null || _users.ContainsKey(e.ReportsTo.Value)) ?? throw new InvalidDataException("The employees of the sample report to one another in a circle.");
            _users[next.EmployeeId] = await Invite(new()
            {
                Email = next.Email,
                Name = $"{next.FirstName} {next.LastName}",
                Title = next.Title,
                RoleIds = Leads(next) ? [BuiltInRoles.Manager.Id] : [BuiltInRoles.Sales.Id, BuiltInRoles.Service.Id],
                ReportsToId = next.ReportsTo is { } superior ? _users[superior] : null,
            });
            waiting.Remove(next);
        }
        load.Tell($"  users: {files.Employees.Count + 1}");
    }

    private async Task<Id<User>> Invite(UserInput user)
    {
        var email = EmailAddress.Normalize(user.Email);
        return await load.Read(db => db.Users.Where(u => u.NormalizedEmail == email).Select(u => (Id<User>?)u.Id).SingleOrDefaultAsync())
            ?? (await load.Send(new InviteUser { Email = user.Email, Name = user.Name, Title = user.Title, RoleIds = user.RoleIds, ReportsToId = user.ReportsToId, Password = Password })).Id;
    }

    // Whom others report to has a team with them; who has a team is not in that of the superior.
    private async Task Teams()
    {
        foreach (var lead in files.Employees.Where(Leads))
        {
            int[] members = [lead.EmployeeId, .. files.Employees.Where(e => e.ReportsTo == lead.EmployeeId && !Leads(e)).Select(e => e.EmployeeId)];
            var name = $"Team {lead.LastName}";
            var team = await load.Read(db => db.Teams.Where(t => t.Name == name).Select(t => (Id<Team>?)t.Id).SingleOrDefaultAsync())
                ?? (await load.Send(new CreateTeam { Name = name, Description = $"{lead.FirstName} {lead.LastName} and who reports to them.", MemberIds = [.. members.Select(m => _users[m])] })).Id;
            foreach (var member in members) _teams[member] = team;
        }
        load.Tell($"  teams: {_teams.Values.Distinct().Count()}");
    }

    private bool Leads(NorthwindFiles.Employee employee) => files.Employees.Any(e => e.ReportsTo == employee.EmployeeId);

    private async Task Customers()
    {
        // Who took most of a company's orders looks after it.
        var owners = files.Orders.GroupBy(o => o.CustomerExternalId)
            .ToDictionary(orders => orders.Key, orders => orders.CountBy(o => o.EmployeeId).OrderByDescending(e => e.Value).ThenBy(e => e.Key).First().Key);
        _customers = await Known<Customer>(db => db.Customers, c => c.Id);
        await load.Each("customers", files.Companies, c => _customers.ContainsKey(c.ExternalId), c => load.Send(new RegisterCustomer
        {
            Kind = CustomerKind.Organization,
            Name = c.CompanyName,
            Relationships = [Relationship.Customer],
            Market = Market.Business,
            OwnerId = owners.TryGetValue(c.ExternalId, out var owner) ? _users[owner] : null,
            TeamId = owner == 0 ? null : _teams[owner],
            Addresses = [new(AddressType.Billing, AddressOf(c), true), new(AddressType.Shipping, AddressOf(c), true)],
            Channels = [.. Numbers(c)],
            ExternalIds = [new(System, c.ExternalId)],
        }));
        _customers = await Known<Customer>(db => db.Customers, c => c.Id);
    }

    private async Task Contacts()
    {
        _contacts = await Known<Contact>(db => db.Contacts, c => c.Id);
        await load.Each("contacts", files.Companies, c => _contacts.ContainsKey(c.ExternalId), c =>
        {
            var space = c.ContactName.IndexOf(' ', StringComparison.Ordinal);
            return load.Send(new RegisterContact
            {
                CustomerId = _customers[c.ExternalId],
                GivenName = space < 0 ? null : c.ContactName[..space],
                FamilyName = c.ContactName[(space + 1)..],
                JobTitle = c.ContactTitle,
                IsPrimary = true,
                Channels = [.. Numbers(c)],
                ExternalIds = [new(System, c.ExternalId)],
            });
        });
        _contacts = await Known<Contact>(db => db.Contacts, c => c.Id);
    }

    private async Task Products()
    {
        _products = await Known<Product>(db => db.Products, p => p.Id);
        await load.Each("products", files.Products, p => _products.ContainsKey(p.ExternalId), p => load.Send(new RegisterProduct
        {
            Sku = $"NW-{int.Parse(p.ExternalId, global::System.Globalization.CultureInfo.InvariantCulture):D3}",
            Name = p.ProductName,
            Description = p.QuantityPerUnit,
            Category = p.CategoryName,
            UnitPrice = new(p.UnitPrice, Dollars),
            TaxRate = 0,
            IsActive = !p.IsDiscontinued,
            StockOnHand = p.UnitsInStock,
            ExternalIds = [new(System, p.ExternalId)],
        }));
        _products = await Known<Product>(db => db.Products, p => p.Id);
    }

    private async Task Orders()
    {
        _orders = await load.Read(db => db.Orders.SelectMany(o => o.ExternalIds.Where(e => e.System == System)
            .Select(e => new { e.Value, o.Id, IsShipped = o.Fulfilment != Fulfilment.Unfulfilled })).ToDictionaryAsync(o => o.Value, o => (o.Id, o.IsShipped)));
        await load.Each("orders", files.Orders, o => _orders.TryGetValue(o.ExternalId, out var known) && (known.IsShipped || o.ShippedDate is null), async o =>
        {
            var id = _orders.TryGetValue(o.ExternalId, out var known) ? known.Id : (await load.Send(Import(o), _users[o.EmployeeId])).Id;
            if (o.ShippedDate is { } shipped) await Ship(o, id, shipped);
        });
    }

    private DraftOrder Import(NorthwindFiles.Order o) => new()
    {
        CustomerId = _customers[o.CustomerExternalId],
        ContactId = _contacts[o.CustomerExternalId],
        Channel = OrderChannel.Import,
        Currency = Dollars,
        ShippingAddress = new() { Recipient = o.ShipName, Line1 = o.ShipAddress, PostalCode = o.ShipPostalCode, City = o.ShipCity, Region = o.ShipRegion, Country = NorthwindFiles.CountryCode(o.ShipCountry) },
        RequestedOn = o.RequiredDate,
        OwnerId = _users[o.EmployeeId],
        ExternalIds = [new(System, o.ExternalId)],
        Lines =
        [
            .. files.Lines[o.ExternalId].Select(l => new OrderLineInput
            {
                ProductId = _products[l.ProductExternalId],
                Quantity = l.Quantity,
                UnitPrice = new(l.UnitPrice, Dollars),
                DiscountPercent = l.Discount * 100,
            }),
            new() { Kind = OrderLineKind.Freight, Text = $"Freight, {o.Shipper}", UnitPrice = new(o.Freight, Dollars), TaxRate = 0 },
        ],
        Place = true,
        PlacedAt = At(o.OrderDate),
    };

    private async Task Ship(NorthwindFiles.Order o, Id<Order> id, DateOnly shipped)
    {
        // A load that was interrupted between the two acts has left a shipment that is still pending.
        var prepared = await load.Read(db => db.Shipments.Where(s => s.OrderId == id && s.Status == ShipmentStatus.Pending).Select(s => (Id<Shipment>?)s.Id).FirstOrDefaultAsync())
            ?? (await load.Send(new PrepareShipment { OrderId = id, Carrier = o.Shipper }, _users[o.EmployeeId])).Id;
        await load.Send(new DispatchShipment { Id = prepared, ShippedAt = At(shipped) }, _users[o.EmployeeId]);
    }

    private async Task<Dictionary<string, Id<T>>> Known<T>(Func<ICrmDb, IQueryable<T>> set, global::System.Linq.Expressions.Expression<Func<T, Id<T>>> id) where T : class, IHasExternalIds =>
        await load.Read(async db =>
        {
            var records = await set(db).Whole().AsNoTracking().ToListAsync();
            var idOf = id.Compile();
            return records.SelectMany(r => r.ExternalIds.Where(e => e.System == System).Select(e => (e.Value, Id: idOf(r)))).ToDictionary(r => r.Value, r => r.Id);
        });

    private static PostalAddress AddressOf(NorthwindFiles.Company c) => new()
    {
        Recipient = c.CompanyName,
        Line1 = c.Address,
        PostalCode = c.PostalCode,
        City = c.City,
        Region = c.Region,
        Country = NorthwindFiles.CountryCode(c.Country),
    };

    private static IEnumerable<ChannelInput> Numbers(NorthwindFiles.Company c)
    {
        if (c.Phone is not null) yield return new(ChannelType.Phone, c.Phone);
        if (c.Fax is not null) yield return new(ChannelType.Fax, c.Fax);
    }

    // The files know days only.
    private static DateTimeOffset At(DateOnly day) => new(day.ToDateTime(new(12, 0)), TimeSpan.Zero);
}
