using System.Net;
using Xunit;

namespace Crm.Tests.Service;

public sealed class TicketTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task An_opened_ticket_can_be_read_back_whole()
    {
        var customer = await app.Given.Customer();
        var (contact, queue) = (await app.Given.Contact(customer.Id), await app.Given.Queue());
        var (order, product) = await app.Given.OrderAndProduct(customer);

        var created = (await _api.Post("/api/v1/tickets", new
        {
            customerId = customer.Id,
            contactId = contact.Id,
            subject = "  包装破损 📦 ",
            description = "First line\nsecond line",
            type = "complaint",
            channel = "wechat",
            priority = "urgent",
            queueId = queue.Id,
            orderId = order,
            productId = product,
            tags = new[] { "Damage", "damage" },
            externalIds = new[] { new { system = "Shop", id = "rma-1" } },
        })).Created();
        var read = (await _api.Get(created.Location!)).Ok();

        Assert.Equal(created.Text, read.Text);
        Assert.Equal("\"1\"", read.ETag);
        Assert.Equal(("包装破损 📦", "new", "urgent"), ((string?)read["subject"], (string?)read["status"], (string?)read["priority"]));
        Assert.Equal((contact.Id, queue.Id, order, product), ((string?)read["contactId"], (string?)read["queueId"], (string?)read["orderId"], (string?)read["productId"]));
        Assert.Matches(@"^T-\d{4}-\d{6}$", (string?)read["number"]);
        Assert.Equal(["damage"], read["tags"]!.AsArray().Select(t => (string?)t));
        Assert.All(new[] { "resolution", "firstResponseAt", "lastMessageAt", "resolvedAt", "closedAt", "assigneeId", "mergedIntoId" }, m => Assert.True(read.Json.AsObject().ContainsKey(m) && read[m] is null));
    }

    [Fact]
    public async Task What_a_ticket_names_must_be_there_and_be_the_customers()
    {
        var (customer, other) = (await app.Given.Customer(), await app.Given.Customer());
        var contact = await app.Given.Contact(other.Id);
        var (order, _) = await app.Given.OrderAndProduct(other);
        var archived = await app.Given.Customer();
        (await _api.Delete(archived.Location!)).NoContent();

        (await Post(new { customerId = archived.Id, subject = "S", channel = "web" })).Invalid("/customerId", "reference.unknown");
        foreach (var (member, value) in new[] { ("contactId", contact.Id), ("orderId", order), ("productId", $"{Guid.NewGuid()}"), ("queueId", $"{Guid.NewGuid()}") })
        {
            (await Post(new Dictionary<string, object> { ["customerId"] = customer.Id, ["subject"] = "S", ["channel"] = "web", [member] = value })).Invalid($"/{member}", "reference.unknown");
            var ticket = await app.Given.Ticket(customer.Id);
            (await _api.Patch(ticket.Location!, new Dictionary<string, object> { [member] = value })).Invalid($"/{member}", "reference.unknown");
        }
    }

    [Theory]
    [InlineData("""{"subject":"S","channel":"web"}""", "/customerId", "required")]
    [InlineData("""{"customerId":"CUSTOMER","channel":"web"}""", "/subject", "required")]
    [InlineData("""{"customerId":"CUSTOMER","subject":"S"}""", "/channel", "required")]
    [InlineData("""{"customerId":"CUSTOMER","subject":" ","channel":"web"}""", "/subject", "required")]
    [InlineData("""{"customerId":"CUSTOMER","subject":"a\u0007b","channel":"web"}""", "/subject", "text.control_character")]
    [InlineData("""{"customerId":"CUSTOMER","subject":"S","channel":"pigeon"}""", "/channel", "value.invalid")]
    [InlineData("""{"customerId":"CUSTOMER","subject":"S","channel":"web","priority":3}""", "/priority", "value.invalid")]
    [InlineData("""{"customerId":"CUSTOMER","subject":"S","channel":"web","status":"closed"}""", "/status", "member.unknown")]
    [InlineData("""{"customerId":"CUSTOMER","subject":"S","channel":"web","tags":[""]}""", "/tags/0", "required")]
    [InlineData("""{"customerId":"CUSTOMER","subject":"S","channel":"web","externalIds":[{"system":"","id":"1"}]}""", "/externalIds/0/system", "required")]
    [InlineData("""{"customerId":"CUSTOMER","subject":"S","channel":"web","customFields":{"a":[]}}""", "/customFields/a", "value.invalid")]
    public async Task A_body_that_is_not_what_the_document_says_is_refused(string body, string pointer, string code)
    {
        var customer = await app.Given.Customer();

        (await _api.SendText(HttpMethod.Post, "/api/v1/tickets", body.Replace("CUSTOMER", customer.Id, StringComparison.Ordinal))).Invalid(pointer, code);
    }

    [Fact]
    public async Task Huge_input_is_refused()
    {
        var customer = await app.Given.Customer();
        (await Post(new { customerId = customer.Id, subject = new string('s', 201), channel = "web", description = new string('d', 20_001) })).Invalid("/subject", "text.too_long").Invalid("/description", "text.too_long");
        var ticket = await app.Given.OpenTicket();
        (await _api.Put(Act(ticket, "resolution"), new { code = "solved", text = new string('t', 4001) })).Invalid("/text", "text.too_long");
        (await _api.Put(Act(ticket, "resolution"), new { code = "solved", text = "" })).Invalid("/text", "required");
        (await _api.Put(Act(ticket, "resolution"), new { code = "magic", text = "T" })).Invalid("/code", "value.invalid");
        (await _api.Put(Act(ticket, "waiting"), new { @for = "godot" })).Invalid("/for", "value.invalid");
        (await _api.Put(Act(ticket, "waiting"), new { })).Invalid("/for", "required");
        (await _api.Put(Act(ticket, "assignee"), new { })).Invalid("/userId", "required");
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_leaves_the_rest()
    {
        var customer = await app.Given.Customer();
        var ticket = (await Post(new { customerId = customer.Id, subject = "S", channel = "web", description = "D", tags = new[] { "a" } })).Created();

        var changed = (await _api.Patch(ticket.Location!, new { subject = "T", description = (string?)null, priority = "high" })).Ok();

        Assert.Equal(("T", null, "high", "web", 2), ((string?)changed["subject"], (string?)changed["description"], (string?)changed["priority"], (string?)changed["channel"], (int)changed["version"]!));
        Assert.Equal(changed.Text, (await _api.Get(ticket.Location!)).Text);
        (await _api.Patch(ticket.Location!, new { customerId = customer.Id })).Invalid("/customerId", "member.unknown");
        (await _api.Patch(ticket.Location!, new { subject = (string?)null })).Invalid("/subject");
        (await _api.Patch(ticket.Location!, new { subject = "U" }, ("If-Match", "\"1\""))).Refused(HttpStatusCode.PreconditionFailed, "precondition.stale");
    }

    [Fact]
    public async Task A_ticket_lives_from_opening_to_closing()
    {
        var ticket = await app.Given.Ticket();

        Assert.Equal("open", Status(await Put(ticket, "acceptance")));
        Assert.Equal("pending", Status(await Put(ticket, "waiting", new { @for = "customer" })));
        Assert.Equal("onHold", Status(await Put(ticket, "waiting", new { @for = "thirdParty" })));
        Assert.Equal("open", Status((await _api.Delete(Act(ticket, "waiting"))).Ok()));
        var resolved = await Put(ticket, "resolution", new { code = "workaround", text = "Restart it.", rootCause = "A leak" });
        Assert.Equal(("resolved", "workaround", "A leak"), (Status(resolved), (string?)resolved["resolution", "code"], (string?)resolved["resolution", "rootCause"]));
        Assert.NotNull(resolved["resolvedAt"]);
        Assert.Equal(resolved.Text, (await _api.Get(ticket.Location!)).Text);
        var reopened = (await _api.Delete(Act(ticket, "resolution"))).Ok();
        Assert.Equal(("open", 1), (Status(reopened), (int)reopened["reopenedCount"]!));
        Assert.True(reopened["resolution"] is null && reopened["resolvedAt"] is null);
        await Put(ticket, "resolution", Given.Solved);
        var closed = await Put(ticket, "closure");
        Assert.Equal("closed", Status(closed));
        Assert.NotNull(closed["closedAt"]);
        Assert.Equal(closed.Text, (await _api.Get(ticket.Location!)).Text);
    }

    [Fact]
    public async Task Acts_that_have_been_done_change_nothing()
    {
        var ticket = await app.Given.OpenTicket();
        await Twice(() => Put(ticket, "acceptance"));
        await Twice(() => Put(ticket, "waiting", new { @for = "customer" }));
        await Twice(async () => (await _api.Delete(Act(ticket, "waiting"))).Ok());
        await Twice(() => Put(ticket, "assignee", new { userId = app.Member(Duty.Agent).Id.Value }));
        await Twice(() => Put(ticket, "assignee", new { userId = (string?)null }));
        await Twice(() => Put(ticket, "resolution", Given.Solved));
        await Twice(async () => (await _api.Delete(Act(ticket, "resolution"))).Ok());
        await Put(ticket, "resolution", Given.Solved);
        await Twice(() => Put(ticket, "closure"));
    }

    [Fact]
    public async Task Acts_that_the_state_forbids_are_refused()
    {
        var (fresh, open, resolved, closed) = (await app.Given.Ticket(), await app.Given.OpenTicket(), await app.Given.ResolvedTicket(), await app.Given.ClosedTicket());

        (await _api.Put(Act(fresh, "waiting"), new { @for = "customer" })).Conflict("ticket.not_accepted");
        (await _api.Delete(Act(fresh, "waiting"))).Conflict("ticket.not_accepted");
        (await _api.Delete(Act(fresh, "resolution"))).Conflict("ticket.not_resolved");
        (await _api.Put(Act(open, "closure"))).Conflict("ticket.not_resolved");
        (await _api.Delete(open.Location ?? $"/api/v1/tickets/{open.Id}")).Conflict("ticket.not_closed");
        (await _api.Put(Act(resolved, "acceptance"))).Conflict("ticket.already_resolved");
        (await _api.Put(Act(resolved, "waiting"), new { @for = "customer" })).Conflict("ticket.already_resolved");
        (await _api.Post(Act(resolved, "follow-ups"), new { channel = "phone" })).Conflict("ticket.not_closed");
        (await _api.Put(Act(closed, "acceptance"))).Conflict("ticket.closed");
        (await _api.Put(Act(closed, "assignee"), new { userId = app.Member(Duty.Agent).Id.Value })).Conflict("ticket.closed");
        (await _api.Put(Act(closed, "resolution"), Given.Solved)).Conflict("ticket.closed");
        (await _api.Delete(Act(closed, "resolution"))).Conflict("ticket.closed");
        (await _api.Put(Act(closed, "parent"), new { ticketId = open.Id })).Conflict("ticket.closed");
        (await _api.Patch($"/api/v1/tickets/{closed.Id}", new { subject = "X" })).Conflict("ticket.closed");
        (await _api.Put($"/api/v1/tickets/{Guid.NewGuid()}/acceptance")).NotFound();
    }

    [Fact]
    public async Task A_complaint_is_resolved_with_its_cause_and_the_remedy_given()
    {
        var complaint = await app.Given.OpenTicket(type: "complaint");

        (await _api.Put(Act(complaint, "resolution"), new { code = "refunded", text = "Paid back." })).Conflict("ticket.complaint_unexplained");
        (await _api.Put(Act(complaint, "resolution"), new { code = "refunded", text = "Paid back.", rootCause = "Packed badly", remedy = " " })).Conflict("ticket.complaint_unexplained");
        var resolved = await Put(complaint, "resolution", new { code = "refunded", text = "Paid back.", rootCause = "Packed badly", remedy = "A voucher" });
        Assert.Equal("A voucher", (string?)resolved["resolution", "remedy"]);

        var question = await app.Given.ResolvedTicket();
        (await _api.Patch($"/api/v1/tickets/{question.Id}", new { type = "complaint" })).Conflict("ticket.complaint_unexplained");
    }

    [Fact]
    public async Task Only_an_active_user_is_given_a_ticket_and_that_accepts_it()
    {
        var ticket = await app.Given.Ticket();
        var leaver = (await _api.Post("/api/v1/users", new { email = $"{Guid.NewGuid():N}@crm.test", name = "Leaver", roleIds = Staff.RolesOf(Duty.Agent), password = Staff.Password })).Created();

        var assigned = await Put(ticket, "assignee", new { userId = leaver.Id });
        Assert.Equal(("open", leaver.Id), (Status(assigned), (string?)assigned["assigneeId"]));
        await Put(ticket, "assignee", new { userId = leaver.Id });
        Assert.Null((await Put(ticket, "assignee", new { userId = (string?)null }))["assigneeId"]);
        (await _api.Patch(leaver.Location!, new { isActive = false }, ("If-Match", leaver.ETag!))).Ok();

        (await _api.Put(Act(await app.Given.Ticket(), "assignee"), new { userId = leaver.Id })).Invalid("/userId", "reference.unknown");
        (await _api.Put(Act(ticket, "assignee"), new { userId = Guid.NewGuid() })).Invalid("/userId", "reference.unknown");
    }

    [Fact]
    public async Task Links_have_no_circles_even_when_two_close_one_at_the_same_moment()
    {
        foreach (var (link, member, own, cycle) in new[] { ("parent", "parentId", "ticket.own_parent", "ticket.parent_cycle"), ("duplicate-of", "duplicateOfId", "ticket.own_duplicate", "ticket.duplicate_cycle") })
        {
            var (a, b, c) = (await app.Given.Ticket(), await app.Given.Ticket(), await app.Given.Ticket());
            Assert.Equal(a.Id, (string?)(await Put(b, link, new { ticketId = a.Id }))[member]);
            await Put(c, link, new { ticketId = b.Id });
            (await _api.Put(Act(a, link), new { ticketId = c.Id })).Conflict(cycle);
            (await _api.Put(Act(a, link), new { ticketId = a.Id })).Conflict(own);
            (await _api.Put(Act(a, link), new { ticketId = Guid.NewGuid() })).Invalid("/ticketId", "reference.unknown");
            (await _api.Put(Act(a, link), new { })).Invalid("/ticketId", "required");
            Assert.Null((await _api.Delete(Act(c, link))).Ok()[member]);
            await Twice(async () => (await _api.Delete(Act(c, link))).Ok());

            for (var i = 0; i < 5; i++)
            {
                var (d, e) = (await app.Given.Ticket(), await app.Given.Ticket());
                var answers = await Task.WhenAll(_api.Put(Act(d, link), new { ticketId = e.Id }), _api.Put(Act(e, link), new { ticketId = d.Id }));
                Assert.Single(answers, x => x.Status != HttpStatusCode.OK).Conflict(cycle);
            }
        }
    }

    [Fact]
    public async Task An_archived_ticket_is_gone_until_it_is_restored()
    {
        var ticket = await app.Given.ClosedTicket();
        var url = $"/api/v1/tickets/{ticket.Id}";

        (await _api.Delete(url)).NoContent();

        (await _api.Get(url)).NotFound();
        (await _api.Get($"{url}/messages")).NotFound();
        (await _api.Delete(url)).NotFound();
        (await _api.Put($"{url}/restoration")).NoContent();
        (await _api.Get(url)).Ok();
    }

    [Fact]
    public async Task Custom_fields_are_checked_against_their_declaration()
    {
        (await _api.Post("/api/v1/custom-fields", new { target = "ticket", key = "serial", type = "text", label = "Serial number" })).Created();
        (await _api.Post("/api/v1/custom-fields", new { target = "ticket", key = "warranty", type = "boolean", label = "In warranty" })).Created();
        var customer = await app.Given.Customer();

        var ticket = (await Post(new { customerId = customer.Id, subject = "S", channel = "web", customFields = new { serial = "A-1", warranty = true } })).Created();
        Assert.Equal(("A-1", true), ((string?)ticket["customFields", "serial"], (bool?)ticket["customFields", "warranty"]));
        var changed = (await _api.Patch(ticket.Location!, new { customFields = new { serial = (string?)null } })).Ok();
        Assert.Contains((await _api.Get("/api/v1/tickets?customFields.warranty=true")).Ok()["data"]!.AsArray(), t => (string?)t!["id"] == ticket.Id);
        Assert.Equal(["warranty"], changed["customFields"]!.AsObject().Select(f => f.Key));

        (await _api.Patch(ticket.Location!, new { customFields = new { warranty = "yes" } })).Invalid("/customFields/warranty", "custom_field.invalid");
        (await Post(new { customerId = customer.Id, subject = "S", channel = "web", customFields = new { colour = "red" } })).Invalid("/customFields/colour", "custom_field.unknown");
    }

    private Task<Answer> Post(object body) => _api.Post("/api/v1/tickets", body);

    private static string Act(Answer ticket, string act) => $"/api/v1/tickets/{ticket.Id}/{act}";

    private async Task<Answer> Put(Answer ticket, string act, object? body = null) => (await _api.Put(Act(ticket, act), body)).Ok();

    private static string? Status(Answer ticket) => (string?)ticket["status"];

    private static async Task Twice(Func<Task<Answer>> act) => Assert.Equal((await act()).Text, (await act()).Text);
}
