using System.Text.Json;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>A list asked for by a body: POST /…/search.</summary>
public sealed class SearchBodyTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task Conditions_stand_under_and_or_and_not()
    {
        var tag = $"t{Guid.NewGuid():N}";
        await Customer(new { kind = "organization", name = "Alpha", employeeCount = 100, market = "business", tags = new[] { tag } });
        await Customer(new { kind = "organization", name = "Beta", employeeCount = 400, market = "education", tags = new[] { tag } });
        await Customer(new { kind = "organization", name = "Gamma, Inc", tags = new[] { tag } });

        async Task Finds(string filter, params string[] names)
        {
            var body = $$"""{"filter":{"and":[{"field":"tag","op":"eq","value":"{{tag}}"},{{filter}}]},"sort":"name"}""";
            var found = (await _api.SendText(HttpMethod.Post, "/api/v1/customers/search", body)).Ok();
            Assert.Equal(names, found["data"]!.AsArray().Select(c => (string?)c!["name"]));
        }

        await Finds("""{"field":"market","op":"eq","value":"education"}""", "Beta");
        await Finds("""{"field":"market","op":"eq","value":["education","business"]}""", "Alpha", "Beta");
        await Finds("""{"field":"name","op":"eq","value":"Gamma, Inc"}""", "Gamma, Inc");
        await Finds("""{"field":"employeeCount","op":"gte","value":400}""", "Beta");
        await Finds("""{"field":"market","op":"isNull","value":true}""", "Gamma, Inc");
        await Finds("""{"not":{"field":"market","op":"eq","value":"education"}}""", "Alpha", "Gamma, Inc");
        await Finds("""{"or":[{"field":"name","op":"startsWith","value":"al"},{"field":"name","op":"contains","value":"AMM"}]}""", "Alpha", "Gamma, Inc");
        await Finds("""{"or":[{"and":[{"field":"employeeCount","op":"lt","value":200},{"field":"market","op":"ne","value":"education"}]},{"field":"name","op":"eq","value":"Beta"}]}""", "Alpha", "Beta");
        await Finds("""{"field":"creditOnHold","op":"eq","value":false}""", "Alpha", "Beta", "Gamma, Inc");
        await Finds("""{"field":"createdAt","op":"lt","value":"2020-01-01T00:00:00Z"}""");
    }

    [Fact]
    public async Task A_body_says_all_that_a_query_string_says()
    {
        var tag = $"t{Guid.NewGuid():N}";
        foreach (var name in new[] { "Lichtblick", "Lichtblick West", "Lichtblik", "Dunkelheit" }) await Customer(new { kind = "organization", name, tags = new[] { tag } });
        object filter = new { field = "tag", op = "eq", value = tag };

        var first = (await _api.Post("/api/v1/customers/search", new { filter, q = "lichtblick", limit = 2, count = true, fields = new[] { "name" } })).Ok();
        var second = (await _api.Post("/api/v1/customers/search", new { filter, q = "lichtblick", limit = 2, cursor = (string)first["page", "nextCursor"]! })).Ok();

        Assert.Equal(["""{"name":"Lichtblick"}""", """{"name":"Lichtblick West"}"""], first["data"]!.AsArray().Select(r => r!.ToJsonString()));
        Assert.Equal(3, (int?)first["page", "total"]);
        Assert.Equal("Lichtblik", (string?)second["data", 0, "name"]);
        (await _api.Post("/api/v1/customers/search", new { filter = new { not = filter }, q = "lichtblick", limit = 2, cursor = (string)first["page", "nextCursor"]! })).Invalid("/cursor", "cursor.invalid");
        (await _api.Post("/api/v1/customers/search", new { q = "lichtblick", limit = 2, cursor = (string)first["page", "nextCursor"]! })).Invalid("/cursor", "cursor.invalid");
    }

    [Fact]
    public async Task Custom_fields_are_compared_as_what_they_are()
    {
        var key = $"k{Guid.NewGuid():N}";
        (await _api.Post("/api/v1/custom-fields", new { target = "customer", key, type = "number", label = "Shelves" })).Created();
        var customer = await Customer(new { kind = "person", name = "R", customFields = new Dictionary<string, object> { [key] = 5 } });

        async Task<int> Count(object value) => (await _api.Post("/api/v1/customers/search", new { filter = new { field = $"customFields.{key}", op = "eq", value } })).Ok()["data"]!.AsArray().Count;

        Assert.Equal(1, await Count(5));
        Assert.Equal(0, await Count("5"));
        (await _api.Post("/api/v1/customers/search", new { filter = new { field = $"customFields.{key}x", op = "eq", value = 5 } })).Invalid("/filter/field", "custom_field.unknown");
        Assert.NotNull(customer);
    }

    [Fact]
    public async Task Archived_rows_are_there_when_the_filter_speaks_of_them()
    {
        var tag = $"t{Guid.NewGuid():N}";
        await Customer(new { kind = "person", name = "kept", tags = new[] { tag } });
        (await _api.Delete((await Customer(new { kind = "person", name = "gone", tags = new[] { tag } })).Location!)).NoContent();
        async Task<IEnumerable<string?>> Names(string more) => (await _api.SendText(HttpMethod.Post, "/api/v1/customers/search",
            $$$"""{"sort":"name","filter":{"and":[{"field":"tag","op":"eq","value":"{{{tag}}}"}{{{more}}}]}}""")).Ok()["data"]!.AsArray().Select(r => (string?)r!["name"]);

        Assert.Equal(["kept"], await Names(""));
        Assert.Equal(["gone"], await Names(""",{"field":"archived","op":"eq","value":true}"""));
        Assert.Equal(["kept"], await Names(""",{"field":"archived","op":"eq","value":false}"""));
        Assert.Equal(["gone", "kept"], await Names(""",{"or":[{"field":"archived","op":"eq","value":true},{"field":"archived","op":"eq","value":false}]}"""));
    }

    [Theory]
    [InlineData("""{"filter":{"field":"nmae","op":"eq","value":"x"}}""", "/filter/field", "filter.unknown_field")]
    [InlineData("""{"filter":{"field":"name","op":"like","value":"x"}}""", "/filter/op", "filter.unknown_operator")]
    [InlineData("""{"filter":{"field":"market","op":"contains","value":"x"}}""", "/filter/op", "filter.unknown_operator")]
    [InlineData("""{"filter":{"field":"market","op":"eq","value":"mars"}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"filter":{"field":"employeeCount","op":"eq","value":"5"}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"filter":{"field":"employeeCount","op":"eq","value":5.5}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"filter":{"field":"name","op":"eq","value":5}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"filter":{"field":"name","op":"eq","value":""}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"filter":{"field":"name","op":"eq","value":[]}}""", "/filter/value", "filter.too_many_values")]
    [InlineData("""{"filter":{"field":"name","op":"contains","value":["a","b"]}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"filter":{"field":"name","op":"eq","value":["a",null]}}""", "/filter/value/1", "value.invalid")]
    [InlineData("""{"filter":{"field":"name","op":"eq","value":null}}""", "/filter/value", "value.invalid")]
    [InlineData("""{"filter":{"field":"name","op":"eq"}}""", "/filter/value", "required")]
    [InlineData("""{"filter":{"op":"eq","value":"x"}}""", "/filter/field", "required")]
    [InlineData("""{"filter":{"field":"market","op":"isNull","value":"true"}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"filter":{"field":"creditOnHold","op":"eq","value":"true"}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"filter":{"field":"archived","op":"eq","value":"true"}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"filter":{"field":"phone","op":"eq","value":"88"}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"filter":{"field":"externalId","op":"eq","value":"x"}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"filter":{"and":[]}}""", "/filter/and", "value.invalid")]
    [InlineData("""{"filter":{"and":[{"field":"nmae","op":"eq","value":"x"}]}}""", "/filter/and/0/field", "filter.unknown_field")]
    [InlineData("""{"filter":{"and":[{"field":"name","op":"eq","value":"x"}],"or":[]}}""", "/filter/or", "member.unknown")]
    [InlineData("""{"filter":{"nicht":{}}}""", "/filter/nicht", "member.unknown")]
    [InlineData("""{"filter":[]}""", "/filter", "value.invalid")]
    [InlineData("""{"filter":{"not":{"not":{"not":{"not":{"field":"name","op":"eq","value":"x"}}}}}}""", "/filter/not/not/not/not", "filter.too_deep")]
    [InlineData("""{"filter":{"field":"name","op":"eq","value":"\ud800"}}""", "/filter", "value.invalid")]
    [InlineData("""{"filter":{"field":"name","op":"eq","value":"a\u0000b"}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"filter":{"field":"employeeCount","op":"eq","value":1e400}}""", "/filter/value", "value.out_of_range")]
    [InlineData("""{"flter":{}}""", "/flter", "member.unknown")]
    [InlineData("""{"limit":0}""", "/limit", "parameter.invalid")]
    [InlineData("""{"limit":"5"}""", "/limit", "value.invalid")]
    [InlineData("""{"sort":"password"}""", "/sort", "sort.unknown_field")]
    [InlineData("""{"q":"..."}""", "/q", "filter.invalid_value")]
    [InlineData("""{"cursor":"nonsense"}""", "/cursor", "cursor.invalid")]
    [InlineData("""{"fields":["nmae"]}""", "/fields/0", "fields.unknown")]
    [InlineData("""{"fields":[]}""", "/fields", "parameter.invalid")]
    [InlineData("""{"expand":["owner","everything"]}""", "/expand/1", "expand.unknown")]
    public async Task What_is_not_understood_is_refused_where_it_stands(string body, string pointer, string code) =>
        (await _api.SendText(HttpMethod.Post, "/api/v1/customers/search", body)).Invalid(pointer, code);

    [Fact]
    public async Task A_member_twice_is_refused() =>
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await _api.SendText(HttpMethod.Post, "/api/v1/customers/search", """{"filter":{"field":"name","field":"kind","op":"eq","value":"x"}}""")).Status);

    [Fact]
    public async Task A_filter_has_at_most_four_levels_and_fifty_nodes()
    {
        object leaf = new { field = "name", op = "eq", value = "x" };
        (await _api.Post("/api/v1/customers/search", new { filter = new { not = new { not = new { not = leaf } } } })).Ok();
        (await _api.Post("/api/v1/customers/search", new { filter = new { or = Enumerable.Repeat(leaf, 49) } })).Ok();
        (await _api.Post("/api/v1/customers/search", new { filter = new { or = Enumerable.Repeat(leaf, 50) } })).Invalid("/filter/or/49", "filter.too_many");
    }

    [Fact]
    public async Task A_search_only_reads_and_every_list_has_one()
    {
        var document = (await app.Stranger().Get("/openapi/v1.json")).Ok();
        var lists = document["paths"]!.AsObject().Where(p => p.Value!["get"]?["operationId"]?.GetValue<string>().StartsWith("list", StringComparison.Ordinal) == true && !p.Key.Contains('{', StringComparison.Ordinal)).Select(p => p.Key).ToList();
        Assert.True(lists.Count >= 12);
        foreach (var list in lists)
        {
            if (document["paths"]![$"{list}/search"] is null && list.EndsWith("/sessions", StringComparison.Ordinal)) continue;   // one's own, of which nobody has many
            var whole = (await _api.Get($"{list}?limit=5")).Ok();
            Assert.Equal(whole.Text, (await _api.Post($"{list}/search", new { limit = 5 })).Ok().Text);
            Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await app.Stranger().Post($"{list}/search", new { })).Status);
        }
    }

    [Fact]
    public async Task The_example_of_every_search_is_understood()
    {
        var paths = (await app.Stranger().Get("/openapi/v1.json")).Ok()["paths"]!.AsObject();
        foreach (var (path, item) in paths.Where(p => p.Key.EndsWith("/search", StringComparison.Ordinal) && p.Value!["post"] is not null))
        {
            var example = item!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!;
            (await _api.Post(path, JsonSerializer.Deserialize<JsonElement>(example.ToJsonString()))).Ok();
        }
    }

    private async Task<Answer> Customer(object body) => (await _api.Post("/api/v1/customers", body)).Created();
}
