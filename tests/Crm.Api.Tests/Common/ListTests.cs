using Xunit;

namespace Crm.Tests.Common;

/// <summary>The list mechanism, tried on customers; every list is made of it.</summary>
public sealed class ListTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Theory]
    [InlineData("name")]
    [InlineData("-name")]
    [InlineData("createdAt")]
    [InlineData("-updatedAt,name")]
    public async Task Paging_shows_every_row_once_in_the_order_of_the_whole(string sort)
    {
        var tag = await Customers("b", "a", "C", "ä", "a", "王", "d", "e", "ß", "z", "عمر");

        var whole = (await _api.Get($"/api/v1/customers?tag={tag}&sort={sort}&limit=200")).Ok();
        List<string?> paged = [];
        string? cursor = null;
        do
        {
            var page = (await _api.Get($"/api/v1/customers?tag={tag}&sort={sort}&limit=3{(cursor is null ? "" : $"&cursor={cursor}")}")).Ok();
            paged.AddRange(Ids(page));
            cursor = (string?)page["page", "nextCursor"];
            Assert.Equal(cursor is not null, (bool?)page["page", "hasMore"]);
        }
        while (cursor is not null);

        Assert.Equal(Ids(whole), paged);
        Assert.Equal(11, paged.Count);
    }

    [Fact]
    public async Task Names_are_sorted_as_people_expect()
    {
        var tag = await Customers("Zebra", "apfel", "Äpfel", "Birne");

        var sorted = (await _api.Get($"/api/v1/customers?tag={tag}&sort=name")).Ok();

        Assert.Equal(["apfel", "Äpfel", "Birne", "Zebra"], sorted["data"]!.AsArray().Select(c => (string?)c!["name"]));
    }

    [Fact]
    public async Task Rows_that_come_and_go_meanwhile_do_not_shift_the_pages()
    {
        var tag = await Customers("a", "b", "c", "d", "e", "f");
        var first = (await _api.Get($"/api/v1/customers?tag={tag}&sort=name&limit=3")).Ok();
        await Customers(tag, ["aa", "ab"]);
        (await _api.Delete($"/api/v1/customers/{Ids(first)[0]}")).NoContent();

        var second = (await _api.Get($"/api/v1/customers?tag={tag}&sort=name&limit=10&cursor={first["page", "nextCursor"]}")).Ok();

        Assert.Equal(["d", "e", "f"], second["data"]!.AsArray().Select(c => (string?)c!["name"]));
    }

    [Fact]
    public async Task Every_operator_finds_what_it_says()
    {
        var tag = $"t{Guid.NewGuid():N}";
        await Customer(new { kind = "organization", name = "Northern Lights", employeeCount = 100, industry = "Optics", market = "business", tags = new[] { tag } });
        await Customer(new { kind = "organization", name = "Southern, Cross", employeeCount = 400, market = "education", tags = new[] { tag } });
        await Customer(new { kind = "organization", name = "100% Wool_", tags = new[] { tag } });

        async Task Finds(string filter, params string[] names)
        {
            var found = (await _api.Get($"/api/v1/customers?tag={tag}&sort=name&{filter}")).Ok();
            Assert.Equal(names, found["data"]!.AsArray().Select(c => (string?)c!["name"]));
        }

        await Finds("market=education,business", "Northern Lights", "Southern, Cross");
        await Finds("market[ne]=education", "100% Wool_", "Northern Lights");
        await Finds("market[isNull]=true", "100% Wool_");
        await Finds("market[isNull]=false", "Northern Lights", "Southern, Cross");
        await Finds("employeeCount[gte]=100&employeeCount[lt]=400", "Northern Lights");
        await Finds("employeeCount[gt]=100", "Southern, Cross");
        await Finds("sizeClass=large", "Southern, Cross");
        await Finds("name[contains]=ERN", "Northern Lights", "Southern, Cross");
        await Finds("name[startsWith]=100%25", "100% Wool_");
        await Finds("name[contains]=_", "100% Wool_");
        await Finds("name=Southern\\, Cross", "Southern, Cross");
        await Finds("industry=Optics", "Northern Lights");
        await Finds("createdAt[gte]=2020-01-01T00:00:00%2B02:00&createdAt[lt]=2020-01-02T00:00:00Z");
        await Finds("kind=organization&relationship=prospect,partner", "100% Wool_", "Northern Lights", "Southern, Cross");
        await Finds("relationship[ne]=prospect");
    }

    [Fact]
    public async Task People_are_found_by_address_and_by_the_last_digits_of_a_number()
    {
        var customer = await Customer(new { kind = "person", name = "Anna", channels = new object[] { new { type = "email", value = "Anna.S@Example.org" }, new { type = "mobile", value = "+49 (0)171 555-7788" } } });

        Assert.Equal([customer.Id], Ids((await _api.Get("/api/v1/customers?email=anna.s@example.ORG")).Ok()));
        Assert.Equal([customer.Id], Ids((await _api.Get("/api/v1/customers?phone=0171 5557788".Replace("0171", "171", StringComparison.Ordinal))).Ok()));
        Assert.Equal([customer.Id], Ids((await _api.Get("/api/v1/customers?phone=557788")).Ok()));
        (await _api.Get("/api/v1/customers?phone=88")).Invalid("phone");
    }

    [Fact]
    public async Task Custom_fields_are_checked_and_filtered_by()
    {
        var key = $"k{Guid.NewGuid():N}";
        (await _api.Post("/api/v1/custom-fields", new { target = "customer", key, type = "choice", label = "Colour", allowedValues = new[] { "red", "blue" } })).Created();
        (await _api.Post("/api/v1/custom-fields", new { target = "customer", key = key + "n", type = "number", label = "Shelves" })).Created();

        var red = await Customer(new { kind = "person", name = "R", customFields = new Dictionary<string, object> { [key] = "red", [key + "n"] = 5 } });
        await Customer(new { kind = "person", name = "B", customFields = new Dictionary<string, object> { [key] = "blue" } });

        (await _api.Post("/api/v1/customers", new { kind = "person", name = "G", customFields = new Dictionary<string, object> { [key] = "green" } })).Invalid($"/customFields/{key}", "custom_field.invalid");
        (await _api.Post("/api/v1/customers", new { kind = "person", name = "G", customFields = new Dictionary<string, object> { [key + "x"] = 1 } })).Invalid($"/customFields/{key}x", "custom_field.unknown");
        Assert.Equal([red.Id], Ids((await _api.Get($"/api/v1/customers?customFields.{key}=red")).Ok()));
        Assert.Equal([red.Id], Ids((await _api.Get($"/api/v1/customers?customFields.{key}n=5.0")).Ok()));
        Assert.Equal(2, Ids((await _api.Get($"/api/v1/customers?customFields.{key}[isNull]=false")).Ok()).Count);
        (await _api.Get($"/api/v1/customers?customFields.{key}x=red")).Invalid($"customFields.{key}x", "custom_field.unknown");
        (await _api.Get($"/api/v1/customers?customFields.{key}=")).Invalid($"customFields.{key}", "filter.invalid_value");
    }

    [Fact]
    public async Task A_value_may_stay_when_its_custom_field_is_archived()
    {
        var key = $"k{Guid.NewGuid():N}";
        var field = (await _api.Post("/api/v1/custom-fields", new { target = "customer", key, type = "text", label = "Shelf" })).Created();
        var customer = await Customer(new { kind = "person", name = "A", customFields = new Dictionary<string, object> { [key] = "top" } });
        (await _api.Delete(field.Location!)).NoContent();

        (await _api.Patch(customer.Location!, new { name = "B" })).Ok();
        (await _api.Patch(customer.Location!, new { customFields = new Dictionary<string, object> { [key] = "bottom" } })).Invalid($"/customFields/{key}", "custom_field.unknown");
    }

    [Fact]
    public async Task What_is_archived_is_listed_only_when_it_is_asked_for()
    {
        var tag = await Customers("kept", "gone");
        var gone = (string)(await _api.Get($"/api/v1/customers?tag={tag}&name=gone")).Ok()["data", 0, "id"]!;
        (await _api.Delete($"/api/v1/customers/{gone}")).NoContent();

        Assert.DoesNotContain(gone, Ids((await _api.Get($"/api/v1/customers?tag={tag}")).Ok()));
        Assert.DoesNotContain(gone, Ids((await _api.Get($"/api/v1/customers?tag={tag}&archived=false")).Ok()));
        Assert.Equal([gone], Ids((await _api.Get($"/api/v1/customers?tag={tag}&archived=true")).Ok()));
        (await _api.Get("/api/v1/customers?archived=yes")).Invalid("archived", "parameter.invalid");
        (await _api.Get("/api/v1/payments?archived=true")).Invalid("archived", "parameter.unknown");
    }

    [Fact]
    public async Task A_total_is_counted_when_asked_for()
    {
        var tag = await Customers("a", "b", "c");

        Assert.Equal(3, (int?)(await _api.Get($"/api/v1/customers?tag={tag}&limit=1&count=true")).Ok()["page", "total"]);
        Assert.Null((await _api.Get($"/api/v1/customers?tag={tag}&limit=1")).Ok()["page", "total"]);
    }

    [Theory]
    [InlineData("nmae=x", "nmae", "parameter.unknown")]
    [InlineData("limit=0", "limit", "parameter.invalid")]
    [InlineData("limit=201", "limit", "parameter.invalid")]
    [InlineData("limit=ten", "limit", "parameter.invalid")]
    [InlineData("count=yes", "count", "parameter.invalid")]
    [InlineData("sort=password", "sort", "sort.unknown_field")]
    [InlineData("sort=--name", "sort", "sort.unknown_field")]
    [InlineData("sort=name,name", "sort", "sort.repeated")]
    [InlineData("cursor=nonsense", "cursor", "cursor.invalid")]
    [InlineData("market=mars", "market", "filter.invalid_value")]
    [InlineData("market[contains]=edu", "market[contains]", "filter.unknown_operator")]
    [InlineData("market[like]=edu", "market[like]", "filter.unknown_operator")]
    [InlineData("employeeCount[gt]=many", "employeeCount[gt]", "filter.invalid_value")]
    [InlineData("employeeCount=99999999999999999999", "employeeCount", "filter.invalid_value")]
    [InlineData("createdAt[gte]=2026-01-01", "createdAt[gte]", "filter.invalid_value")]
    [InlineData("createdAt[gte]=0001-01-01T00:00:00%2B23:59", "createdAt[gte]", "filter.invalid_value")]
    [InlineData("ownerId=1", "ownerId", "filter.invalid_value")]
    [InlineData("name=%00", "name", "filter.invalid_value")]
    [InlineData("name=", "name", "filter.invalid_value")]
    [InlineData("name[contains]=", "name[contains]", "filter.invalid_value")]
    [InlineData("tag=", "tag", "filter.invalid_value")]
    [InlineData("market=education,", "market", "filter.invalid_value")]
    [InlineData("kind=person&kind=organization", "kind", "parameter.repeated")]
    public async Task A_parameter_that_is_not_understood_is_refused_never_ignored(string query, string parameter, string code) =>
        (await _api.Get($"/api/v1/customers?{query}")).Invalid(parameter, code);

    [Fact]
    public async Task A_cursor_holds_only_for_its_own_filter_and_sort()
    {
        var tag = await Customers("a", "b", "c");
        var cursor = (await _api.Get($"/api/v1/customers?tag={tag}&limit=1&sort=name")).Ok()["page", "nextCursor"];

        (await _api.Get($"/api/v1/customers?tag={tag}&limit=2&sort=name&cursor={cursor}")).Ok();
        (await _api.Get($"/api/v1/customers?tag={tag}&limit=1&sort=-name&cursor={cursor}")).Invalid("cursor", "cursor.invalid");
        (await _api.Get($"/api/v1/customers?limit=1&sort=name&cursor={cursor}")).Invalid("cursor", "cursor.invalid");
        (await _api.Get($"/api/v1/users?limit=1&sort=name&cursor={cursor}")).Invalid("cursor", "cursor.invalid");
    }

    [Fact]
    public async Task An_address_that_takes_no_parameters_refuses_them()
    {
        var customer = await app.Given.Customer();

        (await _api.Get($"{customer.Location}?include=everything")).Invalid("include", "parameter.unknown");
    }

    private async Task<string> Customers(params string[] names) => await Customers($"t{Guid.NewGuid():N}", names);

    private async Task<string> Customers(string tag, string[] names)
    {
        foreach (var name in names) await Customer(new { kind = "organization", name, tags = new[] { tag } });
        return tag;
    }

    private async Task<Answer> Customer(object body) => (await _api.Post("/api/v1/customers", body)).Created();

    private static List<string?> Ids(Answer list) => [.. list["data"]!.AsArray().Select(c => (string?)c!["id"])];
}
