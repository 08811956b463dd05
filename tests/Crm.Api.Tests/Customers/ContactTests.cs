using System.Net;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Xunit;

namespace Crm.Tests.Customers;

public sealed class ContactTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_registered_contact_can_be_read_back_whole()
    {
        var customer = await app.Given.Customer();
        var manager = await app.Given.Contact(customer.Id);
        var created = (await _api.Post("/api/v1/contacts", new
        {
            customerId = customer.Id,
            givenName = "小明",
            familyName = "王",
            jobTitle = "Head of purchasing",
            department = "Purchasing",
            roles = new[] { "buyer", "decisionMaker" },
            managerId = manager.Id,
            isPrimary = true,
            channels = new[] { new { type = "email", value = "Ming@Acme.example" }, new { type = "mobile", value = "+86 138 0013 8000" } },
            preferredLanguage = "zh-Hans",
            birthDate = "1984-02-29",
            tags = new[] { "VIP", "fair" },
            externalIds = new[] { new { system = "Shop", id = "c-1" } },
        })).Created();

        var read = (await _api.Get(created.Location!)).Ok();

        Assert.Equal(created.Text, read.Text);
        Assert.Equal("\"1\"", read.ETag);
        Assert.Equal("王小明", (string?)read["name"]);
        Assert.Equal(["decisionMaker", "buyer"], read["roles"]!.AsArray().Select(r => (string?)r));
        Assert.Equal((manager.Id, true), ((string?)read["managerId"], (bool)read["isPrimary"]!));
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_a_derived_name_follows()
    {
        var customer = await app.Given.Customer();
        var contact = (await _api.Post("/api/v1/contacts", new { customerId = customer.Id, givenName = "Ana", familyName = "Trujillo", jobTitle = "Owner" })).Created();

        var changed = (await _api.Patch(contact.Location!, new { familyName = "Moreno", jobTitle = (string?)null })).Ok();

        Assert.Equal(("Ana Moreno", null, 2), ((string?)changed["name"], (string?)changed["jobTitle"], (int)changed["version"]!));
        Assert.Equal(changed.Text, (await _api.Get(contact.Location!)).Text);
        (await _api.Patch(contact.Location!, new { givenName = (string?)null, familyName = (string?)null, name = (string?)null })).Conflict("contact.name_missing");
        (await _api.Patch(contact.Location!, new { customerId = customer.Id })).Invalid("/customerId", "member.unknown");
        (await _api.Patch(contact.Location!, new { name = "X" }, ("If-Match", "\"1\""))).Refused(HttpStatusCode.PreconditionFailed, "precondition.stale");
    }

    [Fact]
    public async Task A_contact_needs_a_name_and_a_customer()
    {
        var gone = await app.Given.Customer();
        (await _api.Delete(gone.Location!)).NoContent();

        (await _api.Post("/api/v1/contacts", new { customerId = (await app.Given.Customer()).Id })).Conflict("contact.name_missing");
        (await _api.Post("/api/v1/contacts", new { customerId = Guid.NewGuid(), name = "A" })).Invalid("/customerId", "reference.unknown");
        (await _api.Post("/api/v1/contacts", new { customerId = gone.Id, name = "A" })).Invalid("/customerId", "reference.unknown");
        (await _api.Post("/api/v1/contacts", new { name = "A" })).Invalid("/customerId", "required");
    }

    [Theory]
    [InlineData("surprise", "1", "/surprise", "member.unknown")]
    [InlineData("customerId", "\"nonsense\"", "/customerId", "value.invalid")]
    [InlineData("isPrimary", "\"yes\"", "/isPrimary", "value.invalid")]
    [InlineData("roles", "[\"king\"]", "/roles/0", "value.invalid")]
    [InlineData("roles", "[\"buyer\",\"buyer\"]", "/roles", "list.repeats")]
    [InlineData("birthDate", "\"1700-01-01\"", "/birthDate", "date.out_of_range")]
    [InlineData("preferredLanguage", "\"not a tag\"", "/preferredLanguage", "language.invalid")]
    [InlineData("channels", "[{\"type\":\"email\",\"value\":\"no\"}]", "/channels/0/value", "email.invalid")]
    [InlineData("channels", "{}", "/channels", "value.invalid")]
    [InlineData("customFields", "{\"shoe\":42}", "/customFields/shoe", "custom_field.unknown")]
    [InlineData("notes", "\"\\u0000\"", "/notes", "text.control_character")]
    public async Task Wrong_input_is_refused_with_a_pointer(string member, string value, string pointer, string code)
    {
        var customer = member == "customerId" ? "" : $"\"customerId\":\"{(await app.Given.Customer()).Id}\",";

        (await _api.SendText(HttpMethod.Post, "/api/v1/contacts", $$"""{{{customer}}"name":"A","{{member}}":{{value}}}""")).Invalid(pointer, code);
    }

    [Fact]
    public async Task Huge_input_is_refused()
    {
        var customer = await app.Given.Customer();
        (await _api.Post("/api/v1/contacts", new { customerId = customer.Id, givenName = new string('x', 101) })).Invalid("/givenName", "text.too_long");
        (await _api.Post("/api/v1/contacts", new { customerId = customer.Id, name = "A", notes = new string('x', 4001) })).Invalid("/notes", "text.too_long");
        (await _api.Post("/api/v1/contacts", new { customerId = customer.Id, name = "A", tags = Enumerable.Range(0, 51).Select(i => $"t{i}") })).Invalid("/tags", "list.too_long");
        (await _api.Post("/api/v1/contacts", new { customerId = customer.Id, name = "A", channels = Enumerable.Range(0, 31).Select(i => new { type = "web", value = $"w{i}" }) })).Invalid("/channels", "list.too_long");
    }

    [Fact]
    public async Task The_next_primary_contact_takes_the_place_of_the_one_before()
    {
        var customer = await app.Given.Customer();
        var first = await app.Given.Contact(customer.Id, isPrimary: true);
        var second = await app.Given.Contact(customer.Id, isPrimary: true);
        Assert.Equal([second.Id], await Primaries(customer.Id));

        (await _api.Patch(first.Location!, new { isPrimary = true, jobTitle = "Boss" })).Ok();
        Assert.Equal([first.Id], await Primaries(customer.Id));

        (await _api.Patch(first.Location!, new { isPrimary = false })).Ok();
        Assert.Empty(await Primaries(customer.Id));
    }

    [Fact]
    public async Task Contacts_made_primary_at_the_same_moment_leave_one_primary_contact()
    {
        var customer = await app.Given.Customer();
        var contacts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.Given.Contact(customer.Id)));

        var changes = contacts.Select(c => _api.Patch(c.Location!, new { isPrimary = true }));
        var additions = Enumerable.Range(0, 4).Select(i => _api.Post("/api/v1/contacts", new { customerId = customer.Id, name = $"New {i}", isPrimary = true }));
        var answers = await Task.WhenAll(changes.Concat(additions));

        Assert.All(answers, a => Assert.True(a.Status is HttpStatusCode.OK or HttpStatusCode.Created, a.Text));
        Assert.Single(await Primaries(customer.Id));
    }

    [Fact]
    public async Task A_manager_is_another_contact_of_the_same_customer()
    {
        var customer = await app.Given.Customer();
        var (a, b) = (await app.Given.Contact(customer.Id), await app.Given.Contact(customer.Id));
        var stranger = await app.Given.Contact((await app.Given.Customer()).Id);

        (await _api.Patch(a.Location!, new { managerId = a.Id })).Conflict("contact.own_manager");
        (await _api.Patch(a.Location!, new { managerId = stranger.Id })).Conflict("contact.manager_of_other_customer");
        (await _api.Patch(a.Location!, new { managerId = Guid.NewGuid() })).Invalid("/managerId", "reference.unknown");
        (await _api.Post("/api/v1/contacts", new { customerId = customer.Id, name = "N", managerId = stranger.Id })).Conflict("contact.manager_of_other_customer");
        (await _api.Patch(a.Location!, new { managerId = b.Id })).Ok();
        (await _api.Patch(b.Location!, new { managerId = a.Id })).Conflict("contact.manager_cycle");
        Assert.Null((await _api.Patch(a.Location!, new { managerId = (string?)null })).Ok()["managerId"]);
    }

    [Fact]
    public async Task Two_who_become_each_others_manager_at_the_same_moment_do_not_both()
    {
        var customer = await app.Given.Customer();
        for (var i = 0; i < 5; i++)
        {
            var (a, b) = (await app.Given.Contact(customer.Id), await app.Given.Contact(customer.Id));

            var answers = await Task.WhenAll(_api.Patch(a.Location!, new { managerId = b.Id }), _api.Patch(b.Location!, new { managerId = a.Id }));

            var refused = Assert.Single(answers, x => x.Status != HttpStatusCode.OK);
            refused.Conflict("contact.manager_cycle");
        }
    }

    [Fact]
    public async Task An_archived_contact_is_gone_leads_nobody_and_is_primary_no_longer()
    {
        var customer = await app.Given.Customer();
        var boss = await app.Given.Contact(customer.Id, isPrimary: true);
        var report = (await _api.Post("/api/v1/contacts", new { customerId = customer.Id, name = "R", managerId = boss.Id })).Created();

        (await _api.Delete(boss.Location!)).NoContent();

        (await _api.Get(boss.Location!)).NotFound();
        (await _api.Delete(boss.Location!)).NotFound();
        Assert.Null((await _api.Get(report.Location!)).Ok()["managerId"]);
        (await _api.Patch(report.Location!, new { managerId = boss.Id })).Invalid("/managerId", "reference.unknown");
        var successor = await app.Given.Contact(customer.Id, isPrimary: true);
        (await _api.Put($"{boss.Location}/restoration")).NoContent();
        Assert.Equal([successor.Id], await Primaries(customer.Id));
    }

    [Fact]
    public async Task Who_manages_and_who_leaves_at_the_same_moment_never_leaves_a_manager_in_the_archive()
    {
        var customer = await app.Given.Customer();
        for (var i = 0; i < 5; i++)
        {
            var (boss, report) = (await app.Given.Contact(customer.Id), await app.Given.Contact(customer.Id));

            var answers = await Task.WhenAll(_api.Delete(boss.Location!), _api.Patch(report.Location!, new { managerId = boss.Id }));

            answers[0].NoContent();
            Assert.True(answers[1].Status is HttpStatusCode.OK or HttpStatusCode.BadRequest, answers[1].Text);
            Assert.Null((await _api.Get(report.Location!)).Ok()["managerId"]);
        }
    }

    [Fact]
    public async Task A_contact_that_moves_leaves_its_place_and_keeps_its_history()
    {
        var (old, next) = (await app.Given.Customer(), await app.Given.Customer());
        var boss = await app.Given.Contact(old.Id);
        var mover = await app.Given.Contact(old.Id, isPrimary: true);
        var report = await app.Given.Contact(old.Id);
        (await _api.Patch(mover.Location!, new { managerId = boss.Id })).Ok();
        (await _api.Patch(report.Location!, new { managerId = mover.Id })).Ok();
        var ticket = (await _api.Post("/api/v1/tickets", new { customerId = old.Id, subject = "S", channel = "web", contactId = mover.Id })).Created();

        var moved = (await _api.Put($"{mover.Location}/customer", new { customerId = next.Id })).Ok();

        Assert.Equal((next.Id, null, false), ((string?)moved["customerId"], (string?)moved["managerId"], (bool)moved["isPrimary"]!));
        Assert.Null((await _api.Get(report.Location!)).Ok()["managerId"]);
        Assert.Equal((old.Id, mover.Id), ((string?)(await _api.Get(ticket.Location!)).Ok()["customerId"], (string?)(await _api.Get(ticket.Location!)).Ok()["contactId"]));
        (await _api.Patch(ticket.Location!, new { subject = "T" })).Ok();
        var again = (await _api.Put($"{mover.Location}/customer", new { customerId = next.Id })).Ok();
        Assert.Equal((int)moved["version"]!, (int)again["version"]!);
        (await _api.Put($"{mover.Location}/customer", new { customerId = Guid.NewGuid() })).Invalid("/customerId", "reference.unknown");
        (await _api.Put($"/api/v1/contacts/{Guid.NewGuid()}/customer", new { customerId = next.Id })).NotFound();
    }

    [Fact]
    public async Task Contacts_that_swap_customers_at_the_same_moment_both_arrive()
    {
        var (one, two) = (await app.Given.Customer(), await app.Given.Customer());
        var (a, b) = (await app.Given.Contact(one.Id, isPrimary: true), await app.Given.Contact(two.Id, isPrimary: true));

        var answers = await Task.WhenAll(_api.Put($"{a.Location}/customer", new { customerId = two.Id }), _api.Put($"{b.Location}/customer", new { customerId = one.Id }));

        Assert.Equal([two.Id, one.Id], answers.Select(x => (string?)x.Ok()["customerId"]));
    }

    [Fact]
    public async Task Contacts_are_found_by_what_is_known_of_them()
    {
        var customer = (await _api.Post("/api/v1/customers", new { kind = "organization", name = "School", market = "education" })).Created();
        var name = $"Zoë {Guid.NewGuid():N}";
        var email = $"{Guid.NewGuid():N}@School.example";
        var contact = (await _api.Post("/api/v1/contacts", new
        {
            customerId = customer.Id,
            name,
            jobTitle = "Teacher",
            department = "Physics",
            roles = new[] { "technical" },
            channels = new[] { new { type = "email", value = email }, new { type = "phone", value = "+49 (0)30 7654321" } },
            tags = new[] { "stem" },
            externalIds = new[] { new { system = "sis", id = name } },
        })).Created();
        await app.Given.Contact(customer.Id);

        foreach (var query in new[]
        {
            $"name[contains]={name[..8].ToUpperInvariant()}", $"name[startsWith]={Uri.EscapeDataString(name)}", $"email={email.ToUpperInvariant()}", "phone=654321", "phone=030 7654321", "phone=%2B49(0)30 7654321",
            "jobTitle=Teacher", "department=Physics", "role=technical,user", "tag=stem", $"externalId=sis:{Uri.EscapeDataString(name)}", "role[ne]=buyer&department[isNull]=false",
        })
        {
            var found = (await _api.Get($"/api/v1/contacts?customer.market=education&{query}")).Ok();
            Assert.True(found["data"]!.AsArray().Select(c => (string?)c!["id"]).SequenceEqual([contact.Id]), $"{query}: {found.Text}");
        }
        (await _api.Get("/api/v1/contacts?phone=%20")).Invalid("phone", "filter.invalid_value");
        (await _api.Get("/api/v1/contacts?phone=321")).Invalid("phone", "filter.invalid_value");
    }

    [Fact]
    public async Task A_customers_contacts_are_listed_below_it_page_by_page()
    {
        var customer = await app.Given.Customer();
        foreach (var name in new[] { "Ärzte", "Anna", "zoe", "Bob" }) await app.Given.Contact(customer.Id, name);
        await app.Given.Contact((await app.Given.Customer()).Id);

        var first = (await _api.Get($"{customer.Location}/contacts?limit=3&count=true")).Ok();
        var second = (await _api.Get($"{customer.Location}/contacts?limit=3&cursor={first["page", "nextCursor"]}")).Ok();

        Assert.Equal(["Anna", "Ärzte", "Bob", "zoe"], first["data"]!.AsArray().Concat(second["data"]!.AsArray()).Select(c => (string?)c!["name"]));
        Assert.Equal((4, false), ((int)first["page", "total"]!, (bool)second["page", "hasMore"]!));
        (await _api.Get($"/api/v1/customers/{Guid.NewGuid()}/contacts")).NotFound();
        (await _api.Get($"{customer.Location}/contacts?colour=red")).Invalid("colour", "parameter.unknown");
    }

    [Fact]
    public async Task The_database_itself_refuses_a_second_primary_contact()
    {
        var customer = await app.Given.Customer();
        await app.Given.Contact(customer.Id, isPrimary: true);
        var second = await app.Given.Contact(customer.Id);

        await app.Db(async db =>
        {
            var contact = await db.Contacts.FindAsync([Id<Contact>.Parse(second.Id, null)], TestContext.Current.CancellationToken);
            contact!.MakePrimary();
            var refused = await Assert.ThrowsAsync<RuleBroken>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
            Assert.Equal("contact.primary_taken", refused.Code);
        });
    }

    private async Task<IEnumerable<string?>> Primaries(string customerId) =>
        (await _api.Get($"/api/v1/customers/{customerId}/contacts?isPrimary=true")).Ok()["data"]!.AsArray().Select(c => (string?)c!["id"]);
}
