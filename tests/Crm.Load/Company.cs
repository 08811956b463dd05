using System.Globalization;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;

namespace Crm.Load;

/// <summary>Makes up a company with its customers, always the same for the same sizes.</summary>
internal sealed class Company(Options options, DateTimeOffset now)
{
    private static readonly string[] Given = ["Anna", "Ben", "Clara", "David", "Elif", "Felix", "Greta", "Hannah", "Igor", "Jana", "Kenji", "Lena", "Marco", "Nadia", "Oskar", "Paula", "Quentin", "Rosa", "Samir", "Tanja", "Uwe", "Vera", "Wei", "Xenia", "Yusuf", "Zoe", "王", "李", "محمد"];
    private static readonly string[] Syllables = ["berg", "stein", "mann", "wald", "fels", "bach", "hof", "horn", "feld", "burg", "tal", "kamp", "rich", "wig", "hart", "mut", "nold", "sen", "ström", "quist", "ova", "enko", "etti", "ard", "oux", "ley", "ton", "worth", "dale", "moor"];
    private static readonly string[] Trades = ["Optik", "Logistik", "Handel", "Software", "Möbel", "Verlag", "Brauerei", "Metallbau", "Textil", "Energie", "Medizin", "Reisen"];
    private static readonly string[] Forms = ["GmbH", "AG", "KG", "Ltd", "SARL", "BV", "Oy", "SpA"];
    private static readonly string[] Cities = ["Berlin", "Hamburg", "München", "Köln", "Wien", "Zürich", "Paris", "Lyon", "Madrid", "Roma", "Oslo", "Praha"];
    private static readonly string[] Subjects = ["Where is my order", "Wrong colour", "Invoice missing", "Does not start", "Please call back", "Delivery address", "Second complaint", "Price of a spare part", "Cannot sign in", "Return of two pieces"];

    private readonly Random _random = new(20261122);
    private readonly List<Product> _products = [];
    private readonly List<Id<User>> _users = [];
    private readonly List<Id<Customer>> _customers = [];
    private readonly List<(Id<Contact> Id, Id<Customer> Customer)> _contacts = [];

    public IReadOnlyList<Id<Customer>> Customers => _customers;

    public IEnumerable<User> Users()
    {
        for (var i = 0; i < 50; i++)
        {
            var user = User.Invite(Say($"agent{i}@crm.example"), $"{Pick(Given)} {Word()}", null, [BuiltInRoles.Sales.Id, BuiltInRoles.Service.Id], "no password");
            user.PullEvents();
            _users.Add(user.Id);
            yield return user;
        }
    }

    public IEnumerable<object> Products()
    {
        for (var i = 0; i < 500; i++)
        {
            var product = Product.Register(new() { Sku = Say($"P-{i:0000}"), Name = $"{Pick(Trades)} {Pick(Syllables)} {i}", UnitPrice = _random.Next(100, 50_000) / 100m, Currency = "EUR", TaxRate = 20 });
            _products.Add(product);
            yield return product;
            yield return StockLevel.For(product.Id);
        }
    }

    public IEnumerable<Customer> MakeCustomers()
    {
        for (var i = 0; i < options.Customers; i++)
        {
            var customer = Customer.Register(i % 3 == 0 ? Organization(i) : Person(i), _users[i % _users.Count], null, null, Ago(1000));
            customer.PullEvents();
            _customers.Add(customer.Id);
            yield return customer;
        }
    }

    public IEnumerable<Contact> Contacts()
    {
        for (var i = 0; i < options.Contacts; i++)
        {
            var (given, family) = Name();
            var customer = _customers[i % _customers.Count];
            var contact = Contact.Register(customer, new()
            {
                GivenName = given,
                FamilyName = family,
                JobTitle = "Buyer",
                Channels = [new(ChannelType.Email, Say($"{Ascii(family)}.{i}@firm{i % 50_000}.example")), new(ChannelType.Phone, Say($"+49{2_000_000_000 + i}"))],
            });
            contact.PullEvents();
            _contacts.Add((contact.Id, customer));
            yield return contact;
        }
    }

    /// <summary>Orders with what belongs to them; four of ten are completed.</summary>
    public IEnumerable<object> Orders()
    {
        for (var i = 0; i < options.Orders; i++)
        {
            var at = Ago(700);
            var contact = _contacts.Count == 0 ? default : _contacts[_random.Next(_contacts.Count)];
            var customer = _contacts.Count == 0 ? _customers[_random.Next(_customers.Count)] : contact.Customer;
            var order = Order.Draft(Say($"O-2026-{i:0000000}"), new()
            {
                CustomerId = customer,
                ContactId = _contacts.Count == 0 ? null : contact.Id,
                Channel = OrderChannel.Import,
                Currency = "EUR",
                ShippingAddress = Address(i),
                CustomerReference = i % 4 == 0 ? Say($"PO-{i * 7}") : null,
                ExternalIds = i % 5 == 0 ? [new("shop", Say($"o{i}"))] : [],
            });
            for (var n = 1 + (i % 2); n > 0; n--) order.AddLine(new() { Quantity = _random.Next(1, 5) }, _products[_random.Next(_products.Count)], null, at);
            foreach (var record in Walk(order, i, at)) yield return record;
        }
    }

    /// <summary>Tickets with their messages; six of ten are closed.</summary>
    public IEnumerable<object> Tickets()
    {
        for (var i = 0; i < options.Tickets; i++)
        {
            var at = Ago(500);
            var customer = _customers[_random.Next(_customers.Count)];
            var ticket = Ticket.Open(Say($"T-2026-{i:0000000}"), customer, new() { Subject = $"{Pick(Subjects)} {i % 997}", Type = (TicketType)(i % 6), Channel = (TicketChannel)(i % 8), Priority = (TicketPriority)(i % 4) }, at);
            yield return ticket.Write(TicketMessageKind.CustomerMessage, TicketChannel.Email, "It is as I said.", null, null, at.AddMinutes(1));
            if (i % 10 < 8) yield return ticket.Write(TicketMessageKind.PublicReply, TicketChannel.Email, "We look into it.", _users[i % _users.Count], null, at.AddMinutes(30));
            if (i % 10 < 6)
            {
                ticket.Accept(at.AddMinutes(30));
                ticket.Resolve(new(ResolutionCode.Solved, "Done.", "Wear", "Replaced"), at.AddHours(5));
                ticket.Close(at.AddDays(3));
            }
            ticket.PullEvents();
            yield return ticket;
        }
    }

    public IEnumerable<Interaction> Interactions()
    {
        for (var i = 0; i < options.Interactions; i++)
        {
            var interaction = Interaction.Record(_customers[_random.Next(_customers.Count)], new()
            {
                Channel = (InteractionChannel)(i % 8),
                Direction = (InteractionDirection)(i % 2),
                Subject = $"{Pick(Subjects)} {i % 991}",
                Text = "Spoke about it at length.",
                StartedAt = Ago(600),
                UserIds = [_users[i % _users.Count]],
            }, _users[i % _users.Count], now);
            interaction.PullEvents();
            yield return interaction;
        }
    }

    private IEnumerable<object> Walk(Order order, int i, DateTimeOffset at)
    {
        if (i % 20 != 0) order.Place(now, placedAt: at);
        if (i % 10 is > 2 and < 8) order.Confirm(at.AddHours(2));
        if (i % 10 is 9) order.Cancel("Changed their mind", at.AddHours(3));
        if (i % 10 is > 3 and < 8)
        {
            var shipment = Shipment.Prepare(order, new() { Carrier = "DHL", TrackingNumber = Say($"JD{10_000_000_000 + i}") }, [.. order.Lines.Select(l => new LineQuantity(l.Id, l.Quantity))]);
            shipment.Dispatch(order, now, at.AddDays(1));
            shipment.Deliver(order, now, at.AddDays(3));
            shipment.PullEvents();
            yield return shipment;
            if (order.Gross > 0)
            {
                var payment = Payment.Receive(order, new() { Method = PaymentMethod.Card, Amount = order.Gross, Currency = "EUR", ReceivedAt = at.AddDays(4) }, now);
                payment.PullEvents();
                yield return payment;
            }
        }
        order.PullEvents();
        order.PullStockChanges();
        yield return order;
    }

    private CustomerProfile Person(int i)
    {
        var (given, family) = Name();
        return Reached(i, Ascii(family)) with { Kind = CustomerKind.Person, GivenName = given, FamilyName = family };
    }

    private CustomerProfile Organization(int i)
    {
        var word = Word();
        return Reached(i, Ascii(word)) with
        {
            Kind = CustomerKind.Organization,
            Name = $"{word} {Pick(Trades)} {Pick(Forms)}",
            Market = (Market)(i % 5),
            EmployeeCount = _random.Next(1, 2000),
            RegistrationNumber = i % 4 == 0 ? Say($"HRB {i}") : null,
        };
    }

    private static CustomerProfile Reached(int i, string word) => new()
    {
        Kind = CustomerKind.Person,
        Relationships = [i % 10 == 0 ? Relationship.Prospect : Relationship.Customer],
        Addresses = [new(AddressType.Shipping, Address(i))],
        Channels = [new(ChannelType.Email, Say($"{word}{i}@mail{i % 5000}.example")), new(ChannelType.Phone, Say($"+49{3_000_000_000 + i}"))],
        Tags = i % 7 == 0 ? ["vip"] : [],
        ExternalIds = i % 2 == 0 ? [new("shop", Say($"c{i}"))] : [],
    };

    private static PostalAddress Address(int i) => new() { Line1 = Say($"Weg {i % 300}"), PostalCode = Say($"{10_000 + (i % 8000)}"), City = Cities[i % Cities.Length], Country = "DE" };

    private (string Given, string Family) Name() => (Pick(Given), Word());

    private string Word()
    {
        var word = Pick(Syllables) + Pick(Syllables) + (_random.Next(2) == 0 ? Pick(Syllables) : "");
        return char.ToUpperInvariant(word[0]) + word[1..];
    }

    private static string Ascii(string word) => new([.. word.ToLowerInvariant().Where(char.IsAsciiLetter)]);

    private string Pick(string[] of) => of[_random.Next(of.Length)];

    private DateTimeOffset Ago(int days) => now.AddMinutes(-_random.Next(60 * 24 * 10, 60 * 24 * (days + 10)));

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
