using System.Globalization;
using Crm.Tests.Postgres;

namespace Crm.Tests;

/// <summary>Writes texts that are found nowhere else into all that can be written about a person.</summary>
public sealed class Planted(Given given, Api api)
{
    private readonly List<string> _texts = [];
    private readonly string _seed = Guid.NewGuid().ToString("N")[..6];

    public IReadOnlyList<string> Texts => _texts;

    /// <summary>A new text; also small letters, for tags are kept so.</summary>
    public string New(string where)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"zq{_seed}{where.ToLowerInvariant()}{_texts.Count}qz");
        _texts.Add(text);
        return text;
    }

    public object Address() => new { recipient = New("recipient"), line1 = New("line"), line2 = New("line"), postalCode = New("zip"), city = New("city"), region = New("region"), country = "DE" };

    public object[] Channels()
    {
        var digits = string.Create(CultureInfo.InvariantCulture, $"{Random.Shared.NextInt64(1_000_000_000, 9_999_999_999)}");
        _texts.Add(digits);
        return [new { type = "email", value = $"{New("mail")}@example.org", label = New("label") }, new { type = "phone", value = $"+49{digits}" }, new { type = "wechat", value = New("wechat") }];
    }

    public object[] ExternalIds() => [new { system = "shop", id = New("external") }];

    public async Task<Answer> Person()
    {
        _texts.Add("1931-03-07");
        var (given, family) = (New("given"), New("family"));
        var person = (await api.Post("/api/v1/customers", new
        {
            kind = "person",
            givenName = given,
            familyName = family,
            name = New("name"),
            birthDate = "1931-03-07",
            incomeBand = "high",
            notes = New("notes"),
            relationships = new[] { "customer" },
            addresses = new[] { new { type = "shipping", address = Address() } },
            channels = Channels(),
            tags = new[] { New("tag") },
            customFields = await Custom("customer"),
            externalIds = ExternalIds(),
        }, (Api.IdempotencyKey, Guid.NewGuid().ToString()))).Created();
        (await api.Put($"{person.Location}/credit", new { isOnHold = true, holdNote = New("credit") }, ("If-Match", "*"))).Ok();
        (await api.Put($"{person.Location}/credit", new { isOnHold = false, holdNote = New("credit") }, ("If-Match", "*"))).Ok();
        (await api.Put($"{person.Location}/lifecycle", new { lifecycle = "dormant", reason = New("lifecycle") })).Ok();
        (await api.Patch(person.Location!, new { notes = New("notes") }, (Api.IdempotencyKey, Guid.NewGuid().ToString()))).Ok();
        await Consent(person);
        (await api.Put($"{person.Location}/legal-hold", new { reason = New("hold") })).Ok();
        (await api.Delete($"{person.Location}/legal-hold")).Ok();
        return person;
    }

    public async Task<Answer> Contact(string customer)
    {
        _texts.Add("1947-11-21");
        var contact = (await api.Post("/api/v1/contacts", new
        {
            customerId = customer,
            givenName = New("given"),
            familyName = New("family"),
            name = New("name"),
            jobTitle = New("job"),
            department = New("department"),
            birthDate = "1947-11-21",
            notes = New("notes"),
            channels = Channels(),
            tags = new[] { New("tag") },
            customFields = await Custom("contact"),
            externalIds = ExternalIds(),
        }, (Api.IdempotencyKey, Guid.NewGuid().ToString()))).Created();
        await Consent(contact);
        return contact;
    }

    /// <summary>A completed order, with a return, and a cancelled one.</summary>
    public async Task<(Answer Completed, Answer Cancelled)> Orders(string customer, string contact)
    {
        var product = await given.StockedProduct(20);
        var order = await Order(customer, contact, new { productId = product.Id, quantity = 2, text = New("line") }, new { text = New("line"), quantity = 1, unitPrice = Given.Euros("5.00"), taxRate = 20 });
        (await api.Patch(order.Location!, new { customerReference = New("reference"), notes = New("notes"), shippingAddress = Address() }, (Api.IdempotencyKey, Guid.NewGuid().ToString()))).Ok();
        (await api.Put($"{order.Location}/hold", new { note = New("holdnote") })).Ok();
        (await api.Delete($"{order.Location}/hold")).Ok();
        (await api.Put($"{order.Location}/confirmation")).Ok();
        var gross = (string)(await api.Get(order.Location!)).Ok()["gross", "amount"]!;
        (await api.Post($"{order.Location}/payments", new { method = "card", amount = Given.Euros(gross), reference = New("payment") })).Created();
        var shipment = (await api.Post($"{order.Location}/shipments", new { carrier = New("carrier"), trackingNumber = New("tracking") })).Created();
        (await api.Put($"{shipment.Location}/dispatch")).Ok();
        (await api.Post($"{shipment.Location}/tracking-events", new { place = New("place"), text = New("tracked") })).Is(System.Net.HttpStatusCode.OK);
        (await api.Put($"{shipment.Location}/failure", new { reason = New("failure") })).Ok();
        (await api.Put($"{shipment.Location}/return-to-sender")).Ok();
        (await api.Put($"{shipment.Location}/dispatch")).Ok();
        (await api.Put($"{shipment.Location}/delivery")).Ok();
        var line = (string)order["lines", 0, "id"]!;
        var rma = (await api.Post($"{order.Location}/returns", new { lines = new[] { new { orderLineId = line, quantity = 1, reason = "damaged", wish = "refund", note = New("wish") } } })).Created();
        (await api.Put($"{rma.Location}/approval")).Ok();
        (await api.Put($"{rma.Location}/receipt")).Ok();
        (await api.Put($"{rma.Location}/inspection", new { lines = new[] { new { returnLineId = (string)rma["lines", 0, "id"]!, finding = New("finding"), disposition = "scrap" } } })).Ok();
        (await api.Put($"{rma.Location}/closure")).Ok();
        var ended = (await api.Post($"{order.Location}/returns", new { lines = new[] { new { orderLineId = line, quantity = 1, reason = "damaged", wish = "refund", note = New("wish") } } })).Created();
        (await api.Put($"{ended.Location}/rejection", new { reason = New("rejection") })).Ok();

        var cancelled = await Order(customer, contact, new { productId = product.Id, quantity = 1 });
        (await api.Post($"{cancelled.Location}/cancellation", new { reason = New("cancellation") })).Ok();
        return ((await api.Get(order.Location!)).Ok() with { Location = order.Location }, cancelled);
    }

    /// <summary>A call, and what was said in it.</summary>
    public async Task<Answer> Interaction(string customer, string contact) => (await api.Post("/api/v1/interactions", new
    {
        customerId = customer,
        contactIds = new[] { contact },
        channel = "phone",
        direction = "in",
        subject = New("subject"),
        text = New("text"),
        outcome = "other",
        outcomeNote = New("outcome"),
        externalIds = ExternalIds(),
    }, (Api.IdempotencyKey, Guid.NewGuid().ToString()))).Created();

    /// <summary>A closed ticket.</summary>
    public async Task<Answer> Ticket(string customer, string contact, string? order = null)
    {
        var ticket = (await api.Post("/api/v1/tickets", new
        {
            customerId = customer,
            contactId = contact,
            orderId = order,
            subject = New("subject"),
            description = New("description"),
            type = "complaint",
            channel = "email",
            tags = new[] { New("tag") },
            customFields = await Custom("ticket"),
            externalIds = ExternalIds(),
        }, (Api.IdempotencyKey, Guid.NewGuid().ToString()))).Created();
        foreach (var kind in new[] { "publicReply", "internalNote", "customerMessage" })
            (await api.Post($"{ticket.Location}/messages", new { kind, channel = "email", body = New("message"), contactId = kind == "customerMessage" ? contact : null }, (Api.IdempotencyKey, Guid.NewGuid().ToString()))).Created();
        (await api.Put($"{ticket.Location}/resolution", new { code = "solved", text = New("resolution"), rootCause = New("cause"), remedy = New("remedy") })).Ok();
        (await api.Put($"{ticket.Location}/closure")).Ok();
        return ticket;
    }

    /// <summary>Those of the texts that are somewhere in the database: in any column of any row, as text or as bytes.</summary>
    public async Task<IReadOnlyList<string>> In(CrmApp app)
    {
        var dump = await Dump(app);
        return [.. _texts.Where(t => dump.Contains(t, StringComparison.OrdinalIgnoreCase) || dump.Contains(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(t)), StringComparison.OrdinalIgnoreCase))];
    }

    public static async Task<string> Dump(CrmApp app) => (string)(await Sql.RunAsync(app.AsSuperuser, """
        SELECT string_agg(query_to_xml(format('SELECT t::text FROM %I.%I t', n.nspname, c.relname), true, true, '')::text, E'\n')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_t%'
        """))!;

    private async Task<Answer> Order(string customer, string contact, params object[] lines) => (await api.Post("/api/v1/orders", new
    {
        customerId = customer,
        contactId = contact,
        currency = "EUR",
        channel = "phone",
        place = true,
        billingAddress = Address(),
        shippingAddress = Address(),
        customerReference = New("reference"),
        notes = New("notes"),
        tags = new[] { New("tag") },
        customFields = await Custom("order"),
        externalIds = ExternalIds(),
        lines,
    }, (Api.IdempotencyKey, Guid.NewGuid().ToString()))).Created();

    private async Task Consent(Answer person) => (await api.Post($"{person.Location}/consents",
        new { purpose = "marketing", state = "granted", basis = "consent", source = New("source"), evidence = New("evidence") }, (Api.IdempotencyKey, Guid.NewGuid().ToString()))).Created();

    private async Task<Dictionary<string, string>> Custom(string target)
    {
        var key = $"f{Guid.NewGuid():N}"[..12];
        (await api.Post("/api/v1/custom-fields", new { target, key, type = "text", label = "Planted" })).Created();
        return new() { [key] = New("custom") };
    }
}
