using System.Net;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Tests.Audit;
using Xunit;

namespace Crm.Tests.Customers;

public sealed class InteractionTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task It_is_recorded_with_all_that_is_known_and_read_again_the_same()
    {
        var customer = await app.Given.Customer();
        var (jana, jo) = (await app.Given.Contact(customer.Id), await app.Given.Contact(customer.Id));
        var (order, _) = await app.Given.OrderAndProduct(customer);
        var (ticket, colleague) = (await app.Given.Ticket(customer.Id), await app.Given.User());
        var start = app.Clock.GetUtcNow().AddHours(-2);

        var recorded = (await _api.Post("/api/v1/interactions", new
        {
            customerId = customer.Id,
            channel = "wechat",
            direction = "out",
            subject = " 关于镜框 ",
            text = "Said:\n\"on Friday\"",
            startedAt = start,
            endedAt = start.AddMinutes(7),
            outcome = "followUpNeeded",
            outcomeNote = "Call back",
            contactIds = new[] { jo.Id, jana.Id },
            userIds = new[] { colleague.Id },
            orderId = order,
            ticketId = ticket.Id,
            externalIds = new[] { new { system = "PBX", id = Guid.NewGuid().ToString() } },
        })).Created();

        Assert.Equal(("关于镜框", "Said:\n\"on Friday\"", jo.Id, app.Member(Duty.Administrator).Id.ToString()), ((string?)recorded["subject"], (string?)recorded["text"], (string?)recorded["contactId"], (string?)recorded["by"]));
        Assert.Equal([jo.Id, jana.Id], recorded["contactIds"]!.AsArray().Select(c => (string?)c));
        Assert.Equal("\"1\"", recorded.ETag);
        var read = (await _api.Get(recorded.Location!)).Ok();
        Assert.Equal((recorded.Text, recorded.ETag), (read.Text, read.ETag));
        var swapped = (await _api.Patch(recorded.Location!, new { contactIds = new[] { jana.Id, jo.Id }, outcome = "done" }, ("If-Match", recorded.ETag!))).Ok();
        Assert.Equal((jana.Id, "done", "Call back"), ((string?)swapped["contactId"], (string?)swapped["outcome"], (string?)swapped["outcomeNote"]));
        Assert.Equal(swapped.Text, (await _api.Get(recorded.Location!)).Ok().Text);
        (await _api.Patch(recorded.Location!, new { outcome = "other" }, ("If-Match", recorded.ETag!))).Is(HttpStatusCode.PreconditionFailed);
        var expanded = (await _api.Get($"{recorded.Location}?expand=customer,contact,order,ticket,recorder")).Ok();
        Assert.Equal([customer.Id, jana.Id, order, ticket.Id, (string?)recorded["by"]], new[] { "customer", "contact", "order", "ticket", "recorder" }.Select(r => (string?)expanded[r, "id"]));
        Assert.Contains(await app.EntriesOf(recorded.Id), e => (string?)e["act"] == "changed");
        Assert.Equal(2, (await _api.Get($"{recorded.Location}/audit-entries")).Ok()["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_is_left_out_is_now_and_the_callers_own()
    {
        var customer = await app.Given.Customer();
        var before = app.Clock.GetUtcNow();
        var recorded = (await _api.Post("/api/v1/interactions", new { customerId = customer.Id, channel = "email", direction = "in", subject = "Hello" })).Created();

        Assert.InRange(recorded["startedAt"]!.GetValue<DateTimeOffset>(), before.AddSeconds(-1), app.Clock.GetUtcNow());
        Assert.Equal([(string?)recorded["by"]], recorded["userIds"]!.AsArray().Select(u => (string?)u));
        Assert.Null(recorded["contactId"]);
        Assert.Empty((await _api.Post("/api/v1/interactions", new { customerId = customer.Id, channel = "email", direction = "in", subject = "Hello", userIds = Array.Empty<string>() })).Created()["userIds"]!.AsArray());
        var cleared = (await _api.Patch(recorded.Location!, new { startedAt = (string?)null, userIds = (string?)null })).Ok();
        Assert.Equal((string?)recorded["startedAt"], (string?)cleared["startedAt"]);
        Assert.Empty(cleared["userIds"]!.AsArray());
    }

    [Fact]
    public async Task What_is_planned_is_refused_and_so_is_an_end_before_the_beginning()
    {
        var body = Given.InteractionWith((await app.Given.Customer()).Id);
        var now = app.Clock.GetUtcNow();

        (await Post("startedAt", now.AddMinutes(4))).Created();
        (await Post("startedAt", now.AddMinutes(9))).Conflict("interaction.in_future");
        (await Post("endedAt", now.AddMinutes(9))).Conflict("interaction.in_future");
        (await Post("endedAt", now.AddDays(-1))).Conflict("interaction.ends_before_start");
        (await Post("startedAt", "0099-01-01T00:00:00Z")).Invalid("/startedAt", "date.out_of_range");
        var past = await app.Given.Interaction((string)body["customerId"]!, now.AddDays(-30));
        (await _api.Patch(past.Location!, new { endedAt = now.AddDays(-31) })).Conflict("interaction.ends_before_start");

        Task<Answer> Post(string member, object value) => _api.Post("/api/v1/interactions", new Dictionary<string, object?>(body) { [member] = value });
    }

    [Fact]
    public async Task Hostile_and_foreign_input_is_refused_where_it_stands()
    {
        var (customer, other) = (await app.Given.Customer(), await app.Given.Customer());
        var (mine, theirs) = (await app.Given.Contact(customer.Id), await app.Given.Contact(other.Id));
        var (foreignOrder, _) = await app.Given.OrderAndProduct(other);
        var archived = await app.Given.Contact(customer.Id);
        (await _api.Delete(archived.Location!)).NoContent();

        (await Post("channel", "telepathy")).Invalid("/channel");
        (await Post("channel", "Phone")).Invalid("/channel");
        (await Post("direction", 1)).Invalid("/direction");
        (await Post("outcome", "great")).Invalid("/outcome");
        (await Post("subject", null)).Invalid("/subject");
        (await Post("subject", new string('x', Interaction.SubjectMax + 1))).Invalid("/subject", "text.too_long");
        (await Post("subject", "two\nlines")).Invalid("/subject", "text.control_character");
        (await Post("text", new string('x', 1_000_000))).Invalid("/text", "text.too_long");
        (await Post("text", "\u0000")).Invalid("/text", "text.control_character");
        (await Post("contactIds", new[] { mine.Id, theirs.Id })).Invalid("/contactIds/1", "reference.unknown");
        (await Post("contactIds", new[] { archived.Id })).Invalid("/contactIds/0", "reference.unknown");
        (await Post("contactIds", new[] { mine.Id, mine.Id })).Invalid("/contactIds", "list.repeats");
        (await Post("contactIds", Enumerable.Range(0, 21).Select(_ => Guid.NewGuid()))).Invalid("/contactIds", "list.too_long");
        (await Post("userIds", new[] { Guid.NewGuid() })).Invalid("/userIds/0", "reference.unknown");
        (await Post("orderId", foreignOrder)).Invalid("/orderId", "reference.unknown");
        (await Post("ticketId", (await app.Given.Ticket(other.Id)).Id)).Invalid("/ticketId", "reference.unknown");
        (await Post("customerId", Guid.NewGuid())).Invalid("/customerId", "reference.unknown");
        (await Post("contactId", mine.Id)).Invalid("/contactId", "member.unknown");
        (await Post("by", Guid.NewGuid())).Invalid("/by", "member.unknown");
        (await _api.Get("/api/v1/interactions?channel=telepathy")).Invalid("channel");
        (await _api.Get($"/api/v1/customers/{Guid.NewGuid()}/interactions")).NotFound();

        Task<Answer> Post(string member, object? value) => _api.Post("/api/v1/interactions", new Dictionary<string, object?>(Given.InteractionWith(customer.Id)) { [member] = value });
    }

    [Fact]
    public async Task A_request_that_comes_again_records_it_once()
    {
        var body = Given.InteractionWith((await app.Given.Customer()).Id);
        var key = (Api.IdempotencyKey, Guid.NewGuid().ToString());

        var first = (await _api.Post("/api/v1/interactions", body, key)).Created();
        var again = (await _api.Post("/api/v1/interactions", body, key)).Created();

        Assert.Equal((first.Text, true), (again.Text, again.Replayed));
        body["subject"] = "Another";
        (await _api.Post("/api/v1/interactions", body, key)).Is((HttpStatusCode)422);
        Assert.Single((await _api.Get($"/api/v1/customers/{body["customerId"]}/interactions")).Ok()["data"]!.AsArray());
    }

    [Fact]
    public async Task Lists_filter_sort_search_and_page()
    {
        var customer = await app.Given.Customer();
        var contact = await app.Given.Contact(customer.Id);
        var (user, ticket) = (await app.Given.User(), await app.Given.Ticket(customer.Id));
        var now = app.Clock.GetUtcNow();
        var mail = await Record(("channel", "email"), ("direction", "out"), ("subject", "Zygote delivery"), ("startedAt", now.AddDays(-3)), ("outcome", "reached"));
        var visit = await Record(("channel", "visit"), ("contactIds", new[] { contact.Id }), ("startedAt", now.AddDays(-2)), ("ticketId", ticket.Id));
        var call = await Record(("userIds", new[] { user.Id }), ("startedAt", now.AddDays(-1)));

        Assert.Equal([call, visit, mail], await Found(""));
        Assert.Equal([mail, visit, call], await Found("sort=startedAt"));
        Assert.Equal([visit, mail], await Found("channel=email,visit"));
        Assert.Equal([mail], await Found("direction=out"));
        Assert.Equal([mail], await Found("outcome=reached"));
        Assert.Equal([visit], await Found($"contactId={contact.Id}"));
        Assert.Equal([call], await Found($"userId={user.Id}"));
        Assert.Equal([visit], await Found($"ticketId={ticket.Id}"));
        Assert.Equal([visit], await Found($"startedAt[gte]={now.AddDays(-2.5):O}&startedAt[lt]={now.AddDays(-1.5):O}".Replace("+00:00", "Z", StringComparison.Ordinal)));
        Assert.Equal([mail], await Found("q=zygotte"));
        var first = (await _api.Get($"/api/v1/customers/{customer.Id}/interactions?limit=2&count=true")).Ok();
        Assert.Equal((2, 3), (first["data"]!.AsArray().Count, (int)first["page", "total"]!));
        Assert.Equal(mail, (string?)(await _api.Get($"/api/v1/customers/{customer.Id}/interactions?limit=2&count=true&cursor={first["page", "nextCursor"]}")).Ok()["data", 0, "id"]);
        var searched = (await _api.Post("/api/v1/interactions/search", new
        {
            filter = new { and = new object[] { new { field = "customerId", op = "eq", value = customer.Id }, new { not = new { field = "channel", op = "eq", value = "phone" } } } },
        })).Ok();
        Assert.Equal([visit, mail], searched["data"]!.AsArray().Select(r => (string?)r!["id"]));

        (await _api.Delete($"/api/v1/interactions/{call}")).NoContent();
        Assert.Equal([visit, mail], await Found(""));
        (await _api.Put($"/api/v1/interactions/{call}/restoration")).NoContent();
        Assert.Equal([call, visit, mail], await Found(""));

        async Task<string> Record(params (string Member, object Value)[] members)
        {
            var body = Given.InteractionWith(customer.Id);
            foreach (var (member, value) in members) body[member] = value;
            return (await _api.Post("/api/v1/interactions", body)).Created().Id;
        }

        async Task<IEnumerable<string?>> Found(string query) => (await _api.Get($"/api/v1/customers/{customer.Id}/interactions?{query}")).Ok()["data"]!.AsArray().Select(r => (string?)r!["id"]);
    }

    [Fact]
    public async Task Another_system_brings_its_log_by_its_own_ids_and_in_bulk()
    {
        var (customer, other) = (await app.Given.Customer(), await app.Given.Customer());
        var url = $"/api/v1/interactions/by-external-id/pbx/{Guid.NewGuid()}";
        var created = (await _api.Put(url, Given.InteractionWith(customer.Id))).Created();

        var changed = (await _api.Put(url, new { customerId = customer.Id, channel = "phone", direction = "in", subject = "Synced", outcome = "leftMessage" })).Ok();

        Assert.Equal((created.Id, "Synced", "leftMessage", (string?)created["startedAt"]), (changed.Id, (string?)changed["subject"], (string?)changed["outcome"], (string?)changed["startedAt"]));
        Assert.Equal(created.Id, (await _api.Get(url)).Ok().Id);
        (await _api.Put(url, Given.InteractionWith(other.Id))).Conflict("interaction.customer_fixed");
        var raced = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _api.Put(url + "x", Given.InteractionWith(customer.Id))));
        Assert.Single(raced, a => a.Status == HttpStatusCode.Created);
        Assert.Single(raced.Select(a => a.Id).Distinct());
        var bulk = (await _api.Post("/api/v1/interactions/bulk?mode=partial", new { items = new[] { Given.InteractionWith(customer.Id), Given.InteractionWith(Guid.NewGuid().ToString()), Given.InteractionWith(other.Id) } })).Is((HttpStatusCode)207);
        Assert.Equal([201, 400, 201], bulk["data"]!.AsArray().Select(r => (int)r!["status"]!));
    }

    [Fact]
    public async Task What_happened_stays_where_it_did_when_a_contact_moves()
    {
        var (before, after) = (await app.Given.Customer(), await app.Given.Customer());
        var contact = await app.Given.Contact(before.Id);
        var past = await app.Given.Interaction(before.Id, contactIds: contact.Id);
        (await _api.Put($"{contact.Location}/customer", new { customerId = after.Id })).Ok();

        Assert.Equal((before.Id, contact.Id), ((string?)(await _api.Get(past.Location!)).Ok()["customerId"], (string?)(await _api.Get(past.Location!)).Ok()["contactId"]));
        Assert.Empty((await _api.Get($"/api/v1/customers/{after.Id}/interactions")).Ok()["data"]!.AsArray());
        (await _api.Patch(past.Location!, new { outcome = "done" })).Ok();
        (await _api.Patch((await app.Given.Interaction(before.Id)).Location!, new { contactIds = new[] { contact.Id } })).Invalid("/contactIds/0", "reference.unknown");
        (await _api.Post("/api/v1/interactions", Given.InteractionWith(before.Id, contact.Id))).Invalid("/contactIds/0", "reference.unknown");
        Assert.Equal(contact.Id, (string?)(await app.Given.Interaction(after.Id, contactIds: contact.Id))["contactId"]);
    }

    [Fact]
    public async Task Who_names_a_contact_that_is_moving_waits_and_is_refused()
    {
        var (before, after) = (await app.Given.Customer(), await app.Given.Customer());
        var contact = await app.Given.Contact(before.Id);
        Task<Answer>? late = null;
        await app.Db(async db =>
        {
            var ct = TestContext.Current.CancellationToken;
            await using var transaction = await db.BeginAsync(ct);
            var id = Id<Contact>.Parse(contact.Id, null);
            await db.LockAsync([id], ct);
            (await db.Contacts.FindAsync([id], ct))!.MoveTo(Id<Customer>.Parse(after.Id, null));
            await db.SaveChangesAsync(ct);
            late = app.Api().Post("/api/v1/interactions", Given.InteractionWith(before.Id, contact.Id));
            await Task.WhenAny(late, app.Waiting(1));
            Assert.False(late.IsCompleted);
            await transaction.CommitAsync(ct);
        });
        (await late!).Invalid("/contactIds/0", "reference.unknown");
    }

    [Fact]
    public async Task Moving_and_recording_at_once_leave_no_participant_in_a_wrong_customer()
    {
        for (var round = 0; round < 8; round++)
        {
            var (before, after) = (await app.Given.Customer(), await app.Given.Customer());
            var contact = await app.Given.Contact(before.Id);

            var answers = await Task.WhenAll(
                app.Api().Post("/api/v1/interactions", Given.InteractionWith(before.Id, contact.Id)),
                app.Api().Put($"{contact.Location}/customer", new { customerId = after.Id }),
                app.Api().Post("/api/v1/interactions", Given.InteractionWith(after.Id, contact.Id)));

            answers[1].Ok();
            foreach (var (answer, at) in new[] { (answers[0], before), (answers[2], after) })
                if (answer.Status == HttpStatusCode.Created) Assert.Equal(at.Id, (string?)answer["customerId"]);
                else answer.Invalid("/contactIds/0", "reference.unknown");
        }
    }

    [Fact]
    public async Task It_is_seen_with_its_customer_and_recorded_by_who_may_create_there()
    {
        var me = await app.Given.User([await Role(new { customers = new { read = "all", create = "all", change = "own" } })]);
        var they = await app.Given.SignedIn(me);
        var (mine, foreign) = (await app.Given.CustomerOf(me), await app.Given.CustomerOf(await app.Given.User()));

        var onForeign = (await they.Post("/api/v1/interactions", Given.InteractionWith(foreign.Id))).Created();
        (await they.Patch(onForeign.Location!, new { outcome = "done" })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await they.Patch((await they.Post("/api/v1/interactions", Given.InteractionWith(mine.Id))).Created().Location!, new { outcome = "done" })).Ok();

        var own = await app.Given.SignedIn(await app.Given.User([await Role(new { customers = new { read = "own", create = "own", change = "own" } })]));
        (await own.Get(onForeign.Location!)).NotFound();
        (await own.Get($"/api/v1/customers/{foreign.Id}/interactions")).NotFound();
        Assert.Empty((await own.Get($"/api/v1/interactions?customerId={foreign.Id}")).Ok()["data"]!.AsArray());
        (await own.Post("/api/v1/interactions", Given.InteractionWith(foreign.Id))).Invalid("/customerId", "reference.unknown");
        var reader = await app.Given.SignedIn(await app.Given.User([await Role(new { customers = new { read = "all" } })]));
        (await reader.Post("/api/v1/interactions", Given.InteractionWith(foreign.Id))).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");

        var half = await app.Given.SignedIn(await app.Given.User([await Role(new { customers = new { read = "all", create = "team" } })]));
        var before = await Count(foreign);
        (await half.Post("/api/v1/interactions", Given.InteractionWith(foreign.Id))).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        Assert.Equal(before, await Count(foreign));
    }

    [Fact]
    public async Task A_role_can_hide_what_was_said()
    {
        var customer = await app.Given.Customer();
        var body = Given.InteractionWith(customer.Id);
        (body["text"], body["outcomeNote"]) = ("Hush", "Hush");
        var said = (await _api.Post("/api/v1/interactions", body)).Created();
        var they = await app.Given.SignedIn(await app.Given.User([await Role(new { customers = new { read = "all" } },
            new { resource = "interaction", field = "text", access = "hidden" }, new { resource = "interaction", field = "outcomeNote", access = "hidden" })]));

        foreach (var url in new[] { said.Location!, $"/api/v1/customers/{customer.Id}/interactions", $"/api/v1/customers/{customer.Id}/timeline", $"/api/v1/customers/{customer.Id}/overview" })
        {
            Assert.DoesNotContain("Hush", (await they.Get(url)).Ok().Text, StringComparison.Ordinal);
            Assert.Contains("Hush", (await _api.Get(url)).Ok().Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_recorded_for_a_person_who_is_being_erased_waits_and_is_refused()
    {
        var person = await app.Given.Person();
        Task<Answer>? late = null;
        await app.Db(async db =>
        {
            var ct = TestContext.Current.CancellationToken;
            await using var transaction = await db.BeginAsync(ct);
            var id = Id<Customer>.Parse(person.Id, null);
            await db.LockWholeAsync([id], ct);
            (await db.Customers.FindAsync([id], ct))!.Archive(app.Clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            late = app.Api().Post("/api/v1/interactions", Given.InteractionWith(person.Id));
            await Task.WhenAny(late, app.Waiting(1));
            await transaction.CommitAsync(ct);
        });
        (await late!).Invalid("/customerId", "reference.unknown");
    }

    [Fact]
    public async Task An_erased_one_tells_only_that_it_was_and_takes_no_more_words()
    {
        var person = await app.Given.Person();
        var (said, archived) = (await app.Given.Interaction(person.Id), await app.Given.Interaction(person.Id));
        (await _api.Patch(said.Location!, new { text = "Secret", outcomeNote = "Secret", externalIds = new[] { new { system = "pbx", id = $"secret-{person.Id}" } } })).Ok();
        (await _api.Delete(archived.Location!)).NoContent();
        (await _api.Put($"{person.Location}/erasure", new { reason = "request" }, ("If-Match", "*"))).Ok();

        var erased = (await _api.Get(said.Location!)).Ok();
        Assert.Equal(("Erased", null, null, (string?)said["startedAt"], true), ((string?)erased["subject"], (string?)erased["text"], (string?)erased["outcomeNote"], (string?)erased["startedAt"], erased["erasedAt"] is not null));
        Assert.Empty(erased["externalIds"]!.AsArray());
        (await _api.Patch(said.Location!, new { text = "Back" })).Conflict("privacy.erased");
        (await _api.Put($"{archived.Location}/restoration")).NoContent();
        Assert.Equal("Erased", (string?)(await _api.Get(archived.Location!)).Ok()["subject"]);
    }

    private async Task<int> Count(Answer customer) => (await _api.Get($"/api/v1/customers/{customer.Id}/interactions")).Ok()["data"]!.AsArray().Count;

    private async Task<Guid> Role(object permissions, params object[] fieldRules) =>
        Guid.Parse((await _api.Post("/api/v1/roles", new { name = $"Interacts {Guid.NewGuid():N}", permissions, fieldRules })).Created().Id);
}
