using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>The members and the related records that are asked for: fields and expand.</summary>
public sealed class ShapeTests(CrmApp app) : IClassFixture<CrmApp>
{
    private const string Sparse = "application/vnd.crm.sparse+json";

    private readonly Api _api = app.Api();

    [Fact]
    public async Task Only_the_wanted_members_are_answered()
    {
        var customer = await app.Given.Customer("Sparsam");

        var one = (await _api.Get($"{customer.Location}?fields=name,id")).Ok();
        var list = (await _api.Get($"/api/v1/customers?q=sparsam&fields=name")).Ok();

        Assert.Equal($$"""{"id":"{{customer.Id}}","name":"{{customer["name"]}}"}""", one.Json.ToJsonString());
        Assert.Equal(Sparse, one.MediaType);
        Assert.Equal($$"""[{"name":"{{customer["name"]}}"}]""", list["data"]!.ToJsonString());
        Assert.NotNull(list["page", "limit"]);
        Assert.Equal(Sparse, list.MediaType);
    }

    [Fact]
    public async Task Related_records_stand_beside_their_ids_on_two_levels()
    {
        var owner = app.Member(Duty.Manager);
        var customer = await app.Given.Customer();
        (await _api.Patch(customer.Location!, new { ownerId = owner.Id.ToString() })).Ok();
        var order = await app.Given.DraftOrder(customer: customer);

        var one = (await _api.Get($"{order.Location}?expand=customer.owner,contact")).Ok();
        var row = (await _api.Get($"/api/v1/orders?customerId={customer.Id}&expand=customer")).Ok();
        var customerRow = (await _api.Get($"/api/v1/customers?q={customer["name"]}")).Ok();
        var found = (await _api.Post("/api/v1/orders/search", new { filter = new { field = "customerId", op = "eq", value = customer.Id }, expand = new[] { "customer.owner" }, fields = new[] { "number" } })).Ok();

        Assert.Equal("application/json", one.MediaType);
        Assert.Equal(owner.Name, (string?)one["customer", "owner", "name"]);
        Assert.Equal(customer.Id, (string?)one["customerId"]);
        Assert.True(one.Json.AsObject().ContainsKey("contact"));
        Assert.Null(one["contact"]);
        Assert.False(one.Json.AsObject().ContainsKey("owner"));
        Assert.Equal(customerRow["data", 0]!.ToJsonString(), row["data", 0, "customer"]!.ToJsonString());
        Assert.Equal(["number", "customer"], found["data", 0]!.AsObject().Select(m => m.Key));
        Assert.Equal(owner.Email, (string?)found["data", 0, "customer", "owner", "email"]);
        Assert.Equal(Sparse, found.MediaType);
    }

    [Fact]
    public async Task A_record_in_the_archive_is_not_shown_but_its_id_is()
    {
        var parent = await app.Given.Customer();
        var child = await app.Given.Customer();
        (await _api.Patch(child.Location!, new { parentId = parent.Id })).Ok();
        Assert.Equal(parent.Id, (string?)(await _api.Get($"{child.Location}?expand=parent")).Ok()["parent", "id"]);
        await app.Db(async db => await db.Database.ExecuteSqlAsync($"UPDATE customers SET archived_at = now() WHERE id = {Guid.Parse(parent.Id)}"));

        var answer = (await _api.Get($"{child.Location}?expand=parent")).Ok();

        Assert.Equal(parent.Id, (string?)answer["parentId"]);
        Assert.Null(answer["parent"]);
    }

    [Fact]
    public async Task A_page_is_expanded_by_one_query_for_each_relation()
    {
        var database = "";
        await app.Db(db =>
        {
            database = db.Database.GetDbConnection().Database;
            return Task.CompletedTask;
        });
        var counted = new StatementCount(database);
        using var listening = counted.Listen();
        List<string> customers = [];
        for (var i = 0; i < 6; i++)
        {
            var customer = await app.Given.Customer();
            (await _api.Patch(customer.Location!, new { ownerId = app.Member(i % 2 == 0 ? Duty.Manager : Duty.Agent).Id.ToString() })).Ok();
            customers.Add(customer.Id);
            await app.Given.Contact(customer.Id);
        }

        var plain = await counted.During(() => _api.Get("/api/v1/contacts?limit=50"));
        var expanded = await counted.During(() => _api.Get("/api/v1/contacts?limit=50&expand=customer.owner,manager"));

        Assert.True(plain > 0);
        Assert.Equal(plain + 2, expanded);   // customers and their owners; no contact has a manager
    }

    [Theory]
    [InlineData("customers?fields=nmae", "fields", "fields.unknown")]
    [InlineData("customers?fields=", "fields", "parameter.invalid")]
    [InlineData("customers?fields=id,,name", "fields", "parameter.invalid")]
    [InlineData("customers?fields=id&fields=name", "fields", "parameter.repeated")]
    [InlineData("customers?expand=everything", "expand", "expand.unknown")]
    [InlineData("customers?expand=ownerId", "expand", "expand.unknown")]
    [InlineData("customers?expand=", "expand", "parameter.invalid")]
    [InlineData("orders?expand=customer.owner.reportsTo", "expand", "expand.too_deep")]
    [InlineData("orders?expand=customer.contact", "expand", "expand.unknown")]
    [InlineData("tickets?expand=duplicateOf", "expand", "expand.unknown")]
    [InlineData("queues?expand=owner", "expand", "expand.unknown")]
    [InlineData("users/me?fields=passwordHash", "fields", "fields.unknown")]
    [InlineData("users/me?include=all", "include", "parameter.unknown")]
    [InlineData("users/me?fields=id&fields=name", "fields", "parameter.repeated")]
    public async Task What_cannot_be_shown_is_refused(string query, string parameter, string code) => (await _api.Get($"/api/v1/{query}")).Invalid(parameter, code);

    [Fact]
    public async Task The_refusal_names_what_is_allowed()
    {
        var customer = await app.Given.Customer();
        Assert.Contains("allowed are owner, owner.reportsTo, team, territory, territory.parent, ", (await _api.Get($"{customer.Location}?expand=x")).Text, StringComparison.Ordinal);
        Assert.Contains("id, version, kind, name", (await _api.Get("/api/v1/customers?fields=x")).Text, StringComparison.Ordinal);
        Assert.Contains("fields, expand", (await _api.Get("/api/v1/users/me?x=1")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0}", true)]
    [InlineData("W/{0}", true)]
    [InlineData("\"0\", {0}", true)]
    [InlineData("\"0\",W/\"77\" , W/{0}", true)]
    [InlineData("*", true)]
    [InlineData("\"0\", \"99\"", false)]
    [InlineData("nonsense", false)]
    public async Task An_unchanged_record_is_answered_by_304_in_its_plain_form_only(string template, bool unchanged)
    {
        var customer = await app.Given.Customer();
        var header = ("If-None-Match", string.Format(System.Globalization.CultureInfo.InvariantCulture, template, customer.ETag));

        var plain = await _api.Get(customer.Location!, header);
        var sparse = (await _api.Get($"{customer.Location}?fields=id", header)).Ok();
        var expanded = (await _api.Get($"{customer.Location}?expand=owner", header)).Ok();

        Assert.Equal(unchanged ? 304 : 200, (int)plain.Status);
        Assert.Equal(customer.ETag, plain.ETag);
        Assert.Equal(customer.ETag, sparse.ETag);
        Assert.Equal(customer.ETag, expanded.ETag);
    }

    [Fact]
    public async Task Every_resource_with_a_version_answers_304()
    {
        var customer = await app.Given.Customer();
        string[] addresses =
        [
            customer.Location!, (await app.Given.Contact(customer.Id)).Location!, (await app.Given.DraftOrder(customer: customer)).Location!, (await app.Given.Calendar("UTC")).Location!,
            (await app.Given.Queue()).Location!, "/api/v1/users/me",
        ];
        foreach (var address in addresses)
        {
            var read = (await _api.Get(address)).Ok();
            Assert.Equal(304, (int)(await _api.Get(address, ("If-None-Match", read.ETag!))).Status);
        }
    }

    [Fact]
    public async Task The_document_describes_each_form()
    {
        var document = (await app.Stranger().Get("/openapi/v1.json")).Ok();
        var get = document["paths", "/api/v1/orders", "get"]!;

        Assert.Equal("#/components/schemas/SparseOrderRowPage", (string?)get["responses"]!["200"]!["content"]![Sparse]!["schema"]!["$ref"]);
        Assert.Null(document["components", "schemas", "SparseOrderRow", "required"]);
        Assert.Contains("number", document["components", "schemas", "OrderRow", "required"]!.AsArray().Select(r => (string?)r));
        Assert.DoesNotContain("customer", document["components", "schemas", "OrderRow", "required"]!.AsArray().Select(r => (string?)r));
        Assert.Equal("#/components/schemas/CustomerRow", (string?)document["components", "schemas", "OrderRow", "properties", "customer", "anyOf", 0, "$ref"]);
        var expand = get["parameters"]!.AsArray().Single(p => (string?)p!["name"] == "expand")!;
        Assert.Contains("customer.owner", expand["schema"]!["items"]!["enum"]!.AsArray().Select(e => (string?)e));
        Assert.False((bool)expand["explode"]!);
        Assert.Contains("q", get["parameters"]!.AsArray().Select(p => (string?)p!["name"]));
        Assert.False((bool)document["components", "schemas", "OrderSearch", "additionalProperties"]!);
        Assert.False(document["components", "schemas"]!.AsObject().ContainsKey("SearchBody"));
        Assert.All(get["parameters"]!.AsArray().OfType<JsonObject>(), p => Assert.False(string.IsNullOrEmpty((string?)p["description"])));
    }
}
