using System.Net;
using Xunit;

namespace Crm.Tests.Customers;

public sealed class CustomerTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_registered_customer_can_be_read_back_whole()
    {
        var created = (await _api.Post("/api/v1/customers", new
        {
            kind = "organization",
            name = " Alfreds Futterkiste ",
            legalName = "Alfreds Futterkiste GmbH",
            relationships = new[] { "retailer", "customer" },
            market = "business",
            employeeCount = 400,
            annualRevenue = new { amount = "1250000.50", currency = "EUR" },
            timeZone = "Europe/Berlin",
            preferredLanguage = "de",
            addresses = new[] { new { type = "shipping", address = Given.Address() } },
            channels = new object[] { new { type = "email", value = "Info@Alfreds.example" }, new { type = "phone", value = "+49 (0)30 0074321" } },
            tags = new[] { "VIP", "vip", " pets " },
            externalIds = new[] { new { system = "Shop", id = "ALFKI" } },
        })).Created();

        var read = (await _api.Get(created.Location!)).Ok();

        Assert.Equal(created.Text, read.Text);
        Assert.Equal("\"1\"", read.ETag);
        Assert.Equal("Alfreds Futterkiste", (string?)read["name"]);
        Assert.Equal("large", (string?)read["sizeClass"]);
        Assert.Equal("active", (string?)read["lifecycle"]);
        Assert.Equal("1250000.50", (string?)read["annualRevenue", "amount"]);
        Assert.Equal(["pets", "vip"], read["tags"]!.AsArray().Select(t => (string?)t));
        Assert.True((bool?)read["addresses", 0, "isDefault"]);
        Assert.True((bool?)read["channels", 1, "isPrimary"]);
        Assert.Equal("shop", (string?)read["externalIds", 0, "system"]);
    }

    [Theory]
    [InlineData("王小明电子商务有限公司")]
    [InlineData("شركة الفجر للتجارة")]
    [InlineData("Café 🎉 \"Zum 'Löwen'\" \\ & <b>")]
    [InlineData("'; DROP TABLE customers; --")]
    public async Task A_name_in_any_script_comes_back_unharmed_and_is_found(string name)
    {
        var customer = await app.Given.Customer(name);

        Assert.Equal(name, (string?)(await _api.Get(customer.Location!)).Ok()["name"]);
        var found = (await _api.Get($"/api/v1/customers?name={Uri.EscapeDataString(name.Replace(",", "\\,", StringComparison.Ordinal).Replace("\\ &", "\\\\ &", StringComparison.Ordinal))}")).Ok();
        Assert.Contains(found["data"]!.AsArray(), c => (string?)c!["id"] == customer.Id);
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_clears_what_is_null_and_leaves_the_rest()
    {
        var customer = (await _api.Post("/api/v1/customers", new { kind = "organization", name = "Acme", industry = "Tools", market = "business", tags = new[] { "a", "b" } })).Created();

        var changed = (await _api.Patch(customer.Location!, new { name = "Acme Ltd", industry = (string?)null, tags = new[] { "c" } })).Ok();

        Assert.Equal(("Acme Ltd", null, "business", 2), ((string?)changed["name"], (string?)changed["industry"], (string?)changed["market"], (int)changed["version"]!));
        Assert.Equal(["c"], changed["tags"]!.AsArray().Select(t => (string?)t));
        Assert.Equal("\"2\"", changed.ETag);
        Assert.Equal(changed.Text, (await _api.Get(customer.Location!)).Text);
    }

    [Fact]
    public async Task A_name_made_of_its_parts_follows_them()
    {
        var person = (await _api.Post("/api/v1/customers", new { kind = "person", givenName = "Anna", familyName = "Schmidt" })).Created();
        Assert.Equal("Anna Schmidt", (string?)person["name"]);

        Assert.Equal("Anna Weber", (string?)(await _api.Patch(person.Location!, new { familyName = "Weber" })).Ok()["name"]);
        (await _api.Patch(person.Location!, new { name = "Dr. Weber" })).Ok();
        Assert.Equal("Dr. Weber", (string?)(await _api.Patch(person.Location!, new { givenName = "Anne" })).Ok()["name"]);
    }

    [Fact]
    public async Task A_change_of_a_part_alone_is_a_new_version()
    {
        var customer = await app.Given.Customer();

        var added = (await _api.Patch(customer.Location!, new { channels = new[] { new { type = "email", value = "a@acme.example" } } })).Ok();
        var removed = (await _api.Patch(customer.Location!, new { channels = Array.Empty<object>() })).Ok();
        var untouched = (await _api.Patch(customer.Location!, new { channels = Array.Empty<object>() })).Ok();

        Assert.Equal((2, 3, 3), ((int)added["version"]!, (int)removed["version"]!, (int)untouched["version"]!));
    }

    [Fact]
    public async Task Wrong_input_is_refused_with_a_pointer_to_each_mistake()
    {
        var refused = await _api.Post("/api/v1/customers", new
        {
            kind = "organization",
            name = new string('x', 201),
            employeeCount = -1,
            channels = new[] { new { type = "email", value = "not an address" } },
            addresses = new[] { new { type = "billing", address = new { line1 = "", city = "Berlin", country = "Germany" } } },
        });

        refused.Invalid("/name", "text.too_long");
        refused.Invalid("/employeeCount", "number.out_of_range");
        refused.Invalid("/channels/0/value", "email.invalid");
        refused.Invalid("/addresses/0/address/line1", "required");
        refused.Invalid("/addresses/0/address/country", "country.invalid");
    }

    [Theory]
    [InlineData("""{"kind":"organization","name":"A","surprise":1}""", "/surprise", "member.unknown")]
    [InlineData("""{"name":"A"}""", "/kind", "required")]
    [InlineData("""{"kind":"alien","name":"A"}""", "/kind", "value.invalid")]
    [InlineData("""{"kind":1,"name":"A"}""", "/kind", "value.invalid")]
    [InlineData("""{"kind":"organization","name":"A","employeeCount":"12"}""", "/employeeCount", "value.invalid")]
    [InlineData("""{"kind":"organization","name":"A","name":"B"}""", "/name", "member.repeated")]
    [InlineData("""{"kind":"organization","name":"A","annualRevenue":{"amount":1,"currency":"EUR"}}""", "/annualRevenue/amount", "value.invalid")]
    [InlineData("""{"kind":"organization","name":"A","annualRevenue":{"amount":"1.005","currency":"EUR"}}""", "/annualRevenue/amount", "money.decimals")]
    [InlineData("""{"kind":"organization","name":"A","parentId":"nonsense"}""", "/parentId", "value.invalid")]
    [InlineData("""{"kind":"organization","name":"A\u0000B"}""", "/name", "text.control_character")]
    [InlineData("""{"kind":"organization","id":"0190a0a0-0000-7000-8000-000000000000","name":"A"}""", "/id", "member.unknown")]
    [InlineData("""{"kind":"organization",""", "", "json.malformed")]
    [InlineData("[]", "", null)]
    [InlineData("null", "", null)]
    public async Task A_body_that_is_not_what_the_document_says_is_refused(string body, string pointer, string? code)
    {
        var refused = await _api.SendText(HttpMethod.Post, "/api/v1/customers", body);

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        if (code is not null) refused.Invalid(pointer, code);
        Assert.DoesNotContain("System.", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Crm.", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_of_the_other_kind_are_refused()
    {
        (await _api.Post("/api/v1/customers", new { kind = "organization", name = "A", birthDate = "1990-01-01" })).Conflict("customer.person_fields_on_organization");
        (await _api.Post("/api/v1/customers", new { kind = "person", name = "A", employeeCount = 3 })).Conflict("customer.organization_fields_on_person");
        (await _api.Post("/api/v1/customers", new { kind = "person" })).Conflict("customer.nameless");
    }

    [Fact]
    public async Task An_external_id_names_one_customer_only()
    {
        var ids = new[] { new { system = "shop", id = Guid.NewGuid().ToString() } };
        var first = (await _api.Post("/api/v1/customers", new { kind = "person", name = "A", externalIds = ids })).Created();

        (await _api.Post("/api/v1/customers", new { kind = "person", name = "B", externalIds = ids })).Conflict("customer.external_id_taken");

        var found = (await _api.Get($"/api/v1/customers?externalId=shop:{ids[0].id}")).Ok();
        Assert.Equal([first.Id], found["data"]!.AsArray().Select(c => (string?)c!["id"]));
    }

    [Fact]
    public async Task A_hierarchy_has_no_circles_even_when_two_close_one_at_the_same_moment()
    {
        var (a, b, c) = (await app.Given.Customer(), await app.Given.Customer(), await app.Given.Customer());
        (await _api.Patch(b.Location!, new { parentId = a.Id })).Ok();
        (await _api.Patch(c.Location!, new { parentId = b.Id })).Ok();
        (await _api.Patch(a.Location!, new { parentId = c.Id })).Conflict("customer.hierarchy_cycle");
        (await _api.Patch(a.Location!, new { parentId = a.Id })).Conflict("customer.hierarchy_cycle");
        (await _api.Patch(a.Location!, new { parentId = (await app.Given.Person()).Id })).Conflict("customer.parent_is_no_organization");
        (await _api.Patch(a.Location!, new { parentId = Guid.NewGuid() })).Invalid("/parentId", "reference.unknown");

        var (d, e) = (await app.Given.Customer(), await app.Given.Customer());
        var answers = await Task.WhenAll(_api.Patch(d.Location!, new { parentId = e.Id }), _api.Patch(e.Location!, new { parentId = d.Id }));

        Assert.Equal(1, answers.Count(x => x.Status == HttpStatusCode.OK));
        answers.Single(x => x.Status != HttpStatusCode.OK).Conflict("customer.hierarchy_cycle");
    }

    [Fact]
    public async Task An_archived_customer_is_gone_until_it_is_restored()
    {
        var customer = await app.Given.Customer();

        (await _api.Delete(customer.Location!)).NoContent();

        (await _api.Get(customer.Location!)).NotFound();
        (await _api.Delete(customer.Location!)).NotFound();
        (await _api.Patch(customer.Location!, new { name = "X" })).NotFound();
        (await _api.Put($"{customer.Location}/restoration")).NoContent();
        (await _api.Get(customer.Location!)).Ok();
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_credit_needs_one()
    {
        var customer = await app.Given.Customer();
        (await _api.Patch(customer.Location!, new { name = "B" }, ("If-Match", "\"1\""))).Ok();

        var stale = await _api.Patch(customer.Location!, new { name = "C" }, ("If-Match", "\"1\""));

        stale.Refused(HttpStatusCode.PreconditionFailed, "precondition.stale");
        Assert.Equal("\"2\"", stale.ETag);
        var credit = new { limit = new { amount = "500.00", currency = "EUR" }, rating = "b" };
        (await _api.Put($"{customer.Location}/credit", credit)).Refused(HttpStatusCode.PreconditionRequired, "precondition.required");
        Assert.Equal("500.00", (string?)(await _api.Put($"{customer.Location}/credit", credit, ("If-Match", "\"2\""))).Ok()["credit", "limit", "amount"]);
        (await _api.Patch(customer.Location!, new { name = "C" }, ("If-Match", "three"))).Invalid("If-Match");
    }

    [Fact]
    public async Task Only_one_of_many_changes_with_the_same_version_wins()
    {
        var customer = await app.Given.Customer();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => _api.Patch(customer.Location!, new { name = $"Name {i}" }, ("If-Match", "\"1\""))));

        Assert.Equal(1, answers.Count(a => a.Status == HttpStatusCode.OK));
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.OK), a => a.Refused(HttpStatusCode.PreconditionFailed, "precondition.stale"));
    }

    [Fact]
    public async Task The_life_cycle_allows_only_its_steps()
    {
        var prospect = await app.Given.Person();
        Assert.Equal("prospect", (string?)prospect["lifecycle"]);

        (await _api.Put($"{prospect.Location}/lifecycle", new { lifecycle = "dormant" })).Conflict("customer.lifecycle_step");
        (await _api.Put($"{prospect.Location}/lifecycle", new { lifecycle = "lost", reason = "Moved away" })).Ok();
        (await _api.Put($"{prospect.Location}/lifecycle", new { lifecycle = "active" })).Ok();
    }

    [Fact]
    public async Task An_owner_must_be_an_active_user()
    {
        var owned = (await _api.Post("/api/v1/customers", new { kind = "person", name = "A", ownerId = app.Member(Duty.Agent).Id.Value })).Created();

        (await _api.Patch(owned.Location!, new { ownerId = Guid.NewGuid() })).Invalid("/ownerId", "reference.unknown");
        Assert.Null((await _api.Patch(owned.Location!, new { ownerId = (string?)null })).Ok()["ownerId"]);
    }
}
