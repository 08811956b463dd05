using System.Net;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Tests.Audit;
using Xunit;

namespace Crm.Tests.Customers;

/// <summary>What is left of a person whose data is erased: nothing that tells who it was, and all that the books need.</summary>
public sealed class ErasureTests(CrmApp app) : IClassFixture<CrmApp>
{
    private static readonly (string, string) Any = ("If-Match", "*");
    private static readonly object Request = new { reason = "request" };

    private readonly Api _api = app.Api();

    [Fact]
    public async Task Nothing_that_was_written_about_a_customer_is_left_in_the_database()
    {
        var planted = new Planted(app.Given, _api);
        var person = await planted.Person();
        var contact = await planted.Contact(person.Id);
        var (order, cancelled) = await planted.Orders(person.Id, contact.Id);
        var ticket = await planted.Ticket(person.Id, contact.Id, order.Id);
        await planted.Interaction(person.Id, contact.Id);
        Assert.Equal(planted.Texts, await planted.In(app));
        var export = (await _api.Post($"{person.Location}/personal-data-exports")).Ok();
        Assert.All(planted.Texts, t => Assert.Contains(t, export.Text, StringComparison.OrdinalIgnoreCase));
        await app.Seal();

        var erased = (await _api.Put($"{person.Location}/erasure", Request, ("If-Match", (await _api.Get(person.Location!)).ETag!))).Ok();

        Assert.Empty(await planted.In(app));
        Assert.Equal(("Erased", "request", true), ((string?)erased["name"], (string?)erased["erasureReason"], erased["erasedAt"] is not null));
        foreach (var _ in new[] { 1, 2 })
        {
            var audit = await app.Verify();
            Assert.True((bool?)audit["isIntact"], audit.Text);
            await app.Seal();
        }
        var after = (await _api.Get(order.Location!)).Ok();
        foreach (var kept in new[] { "number", "status", "gross", "net", "tax", "paid", "credited", "due", "placedAt", "completedAt" }) Assert.Equal(order[kept]?.ToJsonString(), after[kept]?.ToJsonString());
        Assert.Equal(order["lines"]!.AsArray().Select(l => $"{l!["sku"]} {l["quantity"]} {l["gross"]!["amount"]}"), after["lines"]!.AsArray().Select(l => $"{l!["sku"]} {l["quantity"]} {l["gross"]!["amount"]}"));
        Assert.Equal("DE", (string?)after["shippingAddress", "country"]);
        Assert.Equal("cancelled", (string?)(await _api.Get(cancelled.Location!)).Ok()["status"]);
        Assert.Equal(["Erased", "Erased", "Erased"], (await _api.Get($"{ticket.Location}/messages")).Ok()["data"]!.AsArray().Select(m => (string?)m!["body"]));
        var entries = await app.EntriesOf(person.Id);
        Assert.Equal("erased", (string?)entries[^1]["act"]);
        Assert.Equal((string?)app.Member(Duty.Administrator).Id.ToString(), (string?)entries[^1]["actorId"]);
    }

    [Fact]
    public async Task Nothing_that_was_written_about_a_contact_is_left_in_the_database()
    {
        var planted = new Planted(app.Given, _api);
        var customer = await app.Given.Customer("Stays Ltd");
        var contact = await planted.Contact(customer.Id);
        var colleague = await app.Given.Contact(customer.Id, "Stays Too");
        (await _api.Patch(colleague.Location!, new { managerId = contact.Id })).Ok();
        await planted.Orders(customer.Id, contact.Id);
        await planted.Ticket(customer.Id, contact.Id);
        await planted.Interaction(customer.Id, contact.Id);
        var other = await app.Given.Ticket(customer.Id);
        (await _api.Post($"{other.Location}/messages", new { kind = "customerMessage", channel = "email", body = planted.New("other"), contactId = contact.Id })).Created();
        var export = (await _api.Post($"{contact.Location}/personal-data-exports")).Ok();
        Assert.All(planted.Texts, t => Assert.Contains(t, export.Text, StringComparison.OrdinalIgnoreCase));

        (await _api.Put($"{contact.Location}/erasure", Request, Any)).Ok();

        Assert.Empty(await planted.In(app));
        Assert.True((bool?)(await app.Verify())["isIntact"]);
        Assert.Equal("Stays Ltd", (string?)(await _api.Get(customer.Location!)).Ok()["name"]);
        var stays = (await _api.Get(colleague.Location!)).Ok();
        Assert.Equal(("Stays Too", null), ((string?)stays["name"], (string?)stays["managerId"]));
        (await _api.Get(contact.Location!)).NotFound();
    }

    [Fact]
    public async Task It_is_refused_while_anything_needs_the_data_and_says_what()
    {
        var person = await app.Given.Person();
        var order = await app.Given.Placed(customer: person);
        var ticket = await app.Given.OpenTicket(person.Id);
        var contact = await app.Given.Contact(person.Id);
        (await _api.Put($"{person.Location}/legal-hold", new { reason = "Case 12" })).Ok();
        var before = (await _api.Get(person.Location!)).Ok();
        Assert.Equal(("Case 12", true), ((string?)before["legalHold", "reason"], before["legalHold", "since"] is not null));

        var refused = (await _api.Put($"{person.Location}/erasure", Request, Any)).Conflict("privacy.erasure_blocked");

        Assert.Equal(["openOrders", "openTickets", "legalHold"], refused["details", "reasons"]!.AsArray().Select(r => (string?)r!["code"]));
        Assert.Equal([order.Id, ticket.Id, person.Id], refused["details", "reasons"]!.AsArray().Select(r => (string?)r!["ids"]![0]));
        Assert.All(refused["details", "reasons"]!.AsArray(), r => Assert.Equal(1, (int?)r!["count"]));
        Assert.Equal(before.Text, (await _api.Get(person.Location!)).Ok().Text);
        (await _api.Put($"{contact.Location}/erasure", Request, Any)).Conflict("privacy.erasure_blocked");   // a hold on the customer holds its contacts

        (await _api.Delete($"{person.Location}/legal-hold")).Ok();
        (await _api.Post($"/api/v1/orders/{order.Id}/cancellation", new { reason = "Over" })).Ok();
        (await _api.Put($"/api/v1/tickets/{ticket.Id}/resolution", Given.Solved)).Ok();
        (await _api.Put($"/api/v1/tickets/{ticket.Id}/closure")).Ok();
        (await _api.Put($"{person.Location}/erasure", Request, Any)).Ok();
    }

    [Fact]
    public async Task What_is_erased_stays_so()
    {
        var person = await app.Given.Person("Ephemera Maynard");
        var ticket = await app.Given.ClosedTicket(person.Id);
        (await _api.Put($"{person.Location}/erasure", Request)).Is((HttpStatusCode)428);
        (await _api.Put($"{person.Location}/erasure", Request, ("If-Match", "\"99\""))).Is(HttpStatusCode.PreconditionFailed);
        (await _api.Put($"{person.Location}/erasure", new { reason = "Because of Ephemera" }, Any)).Is(HttpStatusCode.BadRequest);
        Assert.Single((await _api.Get("/api/v1/customers?q=Ephemera")).Ok()["data"]!.AsArray());
        var erased = (await _api.Put($"{person.Location}/erasure", Request, Any)).Ok();
        Assert.Equal(erased.Text, (await _api.Put($"{person.Location}/erasure", Request, Any)).Ok().Text);

        Assert.Empty((await _api.Get("/api/v1/customers?q=Ephemera")).Ok()["data"]!.AsArray());
        (await _api.Get(person.Location!)).NotFound();
        (await _api.Patch(person.Location!, new { notes = "Back" })).NotFound();
        (await _api.Put($"{person.Location}/restoration")).Conflict("privacy.erased");
        (await _api.Put($"{person.Location}/legal-hold", new { reason = "Late" })).Conflict("privacy.erased");
        (await _api.Post($"{person.Location}/consents", new { purpose = "survey", state = "granted", basis = "consent" })).Conflict("privacy.erased");
        (await _api.Post($"/api/v1/tickets/{ticket.Id}/messages", new { kind = "customerMessage", channel = "email", body = "It is me" })).Conflict("privacy.erased");
        (await _api.Post("/api/v1/orders", Given.OrderOf(person))).Invalid("/customerId");
        (await _api.Put($"{(await app.Given.Customer()).Location}/erasure", Request, Any)).Conflict("privacy.not_a_person");
    }

    [Fact]
    public async Task The_reason_of_a_hand_over_goes_with_the_person_and_the_act_stays()
    {
        var (from, to) = (await app.Given.User(), await app.Given.User());
        var person = await app.Given.Person();
        (await _api.Patch(person.Location!, new { ownerId = from.Id })).Ok();
        var act = (await _api.Post($"/api/v1/users/{from.Id}/hand-overs", new { toUserId = to.Id, reason = "Zygaena asked for it", customers = new { ids = new[] { person.Id } } })).Created();

        (await _api.Put($"{person.Location}/erasure", Request, Any)).Ok();

        Assert.DoesNotContain("Zygaena", await Planted.Dump(app), StringComparison.Ordinal);
        Assert.Equal(1, (int?)(await _api.Get($"/api/v1/hand-overs/{act.Id}")).Ok()["customerCount"]);
    }

    [Fact]
    public async Task An_order_and_an_erasure_at_once_never_both_happen()
    {
        for (var round = 0; round < 8; round++)
        {
            var person = await app.Given.Person();
            var product = await app.Given.Product();
            var body = Given.OrderOf(person, new { productId = product, quantity = 1 });
            body["place"] = true;

            var answers = await Task.WhenAll(app.Api().Post("/api/v1/orders", body), app.Api().Put($"{person.Location}/erasure", Request, Any));

            var (ordered, erased) = (answers[0].Status == HttpStatusCode.Created, answers[1].Status == HttpStatusCode.OK);
            Assert.True(ordered ^ erased, $"{answers[0].Text}\n{answers[1].Text}");
            if (ordered) answers[1].Conflict("privacy.erasure_blocked");
            else answers[0].Invalid("/customerId", "reference.unknown");
        }
    }

    [Fact]
    public async Task An_order_that_is_being_written_is_waited_for()
    {
        var person = await app.Given.Person();
        Task<Answer>? erasure = null;
        await app.Db(async db =>
        {
            var ct = TestContext.Current.CancellationToken;
            await using var transaction = await db.BeginAsync(ct);
            await db.RelyOnAsync([Id<Customer>.Parse(person.Id, null)], ct);
            erasure = app.Api().Put($"{person.Location}/erasure", Request, Any);
            await Task.WhenAny(erasure, app.Waiting(1));
            Assert.False(erasure.IsCompleted);
            await transaction.CommitAsync(ct);
        });
        (await erasure!).Ok();
    }

    [Theory]
    [InlineData("orders")]
    [InlineData("tickets")]
    [InlineData("contacts")]
    public async Task What_comes_for_a_person_who_is_being_erased_waits_and_is_refused(string what)
    {
        var person = await app.Given.Person();
        var late = await DuringErasure(Id<Customer>.Parse(person.Id, null), () => app.Api().Post($"/api/v1/{what}", what switch
        {
            "orders" => Given.OrderOf(person),
            "tickets" => new { customerId = person.Id, subject = "Late", channel = "web" },
            _ => (object)new { customerId = person.Id, name = "Late" },
        }));
        late.Invalid("/customerId", "reference.unknown");
    }

    [Theory]
    [InlineData("orders")]
    [InlineData("tickets")]
    [InlineData("tickets/{0}/messages")]
    public async Task What_names_a_contact_who_is_being_erased_waits_and_is_refused(string what)
    {
        var customer = await app.Given.Customer();
        var (contact, ticket) = (await app.Given.Contact(customer.Id), await app.Given.OpenTicket(customer.Id));
        var order = Given.OrderOf(customer);
        order["contactId"] = contact.Id;
        var late = await DuringErasure(Id<Contact>.Parse(contact.Id, null), () => app.Api().Post($"/api/v1/{what.Replace("{0}", ticket.Id, StringComparison.Ordinal)}", what switch
        {
            "orders" => order,
            "tickets" => (object)new { customerId = customer.Id, contactId = contact.Id, subject = "Late", channel = "web" },
            _ => new { kind = "customerMessage", channel = "email", body = "Late", contactId = contact.Id },
        }));
        late.Invalid("/contactId", "reference.unknown");
    }

    [Fact]
    public async Task An_export_is_whole_and_is_written_down()
    {
        var person = await app.Given.Person();
        (await _api.Post($"{person.Location}/personal-data-exports")).Ok();
        var read = Assert.Single(await app.EntriesOf(person.Id, "&act=read"));
        Assert.Equal("exportCustomerData", (string?)read["operation"]);
        (await _api.Post($"{(await app.Given.Customer()).Location}/personal-data-exports")).Conflict("privacy.not_a_person");

        async Task<Api> Exporter(object permissions, params object[] rules)
        {
            var role = (await _api.Post("/api/v1/roles", new { name = $"Exports {Guid.NewGuid():N}", permissions, fieldRules = rules })).Created();
            return await app.Given.SignedIn(await app.Given.User([Guid.Parse(role.Id)]));
        }
        object all = new { customers = new { read = "all", export = "all" }, orders = new { read = "all" }, tickets = new { read = "all" } };
        (await (await Exporter(all)).Post($"{person.Location}/personal-data-exports")).Ok();
        (await (await Exporter(new { customers = new { read = "all", export = "own" }, orders = new { read = "all" }, tickets = new { read = "all" } })).Post($"{person.Location}/personal-data-exports")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await (await Exporter(new { customers = new { read = "all", export = "all" }, tickets = new { read = "all" } })).Post($"{person.Location}/personal-data-exports")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await (await Exporter(all, new { resource = "customer", field = "birthDate", access = "hidden" })).Post($"{person.Location}/personal-data-exports")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
    }

    /// <summary>What is answered to a request that comes when the person is locked, and archived before the lock ends.</summary>
    private async Task<Answer> DuringErasure<T>(Id<T> person, Func<Task<Answer>> request) where T : ArchivableAggregate
    {
        Task<Answer>? late = null;
        await app.Db(async db =>
        {
            var ct = TestContext.Current.CancellationToken;
            await using var transaction = await db.BeginAsync(ct);
            await db.LockWholeAsync([person], ct);
            var record = await db.Set<T>().FindAsync([person], ct);
            record!.Archive(app.Clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            late = request();
            await Task.WhenAny(late, app.Waiting(1));
            await transaction.CommitAsync(ct);
        });
        return await late!;
    }
}
