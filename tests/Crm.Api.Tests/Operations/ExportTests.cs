using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Crm.Tests.Identity;
using Npgsql;
using Xunit;

namespace Crm.Tests.Operations;

public sealed class ExportTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task Every_list_that_can_be_searched_can_be_exported_in_every_format()
    {
        await app.Given.DeliveredOrder();
        await app.Given.Ticket();
        var searches = (await app.Operations()).Where(o => o.Path.EndsWith("/search", StringComparison.Ordinal) && o.Method == "post" && o.Id is not ("searchJobs" or "searchImports")).Select(o => o.Path).ToList();
        var resources = (await ExportFiles.Resources(app)).Where(r => !r.OfRecord).Select(r => r.Name).ToList();
        Assert.Equal(searches.Count, resources.Count);

        foreach (var resource in resources)
            foreach (var format in new[] { "csv", "ndjson", "xlsx" })
            {
                var export = await app.Given.Exported(new { resource, format });
                Assert.True((string?)export["state"] == "succeeded", $"{resource} as {format}: {export.Text}");
                var (answer, bytes) = await app.Given.Content(export);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                var rows = format switch { "csv" => ExportFiles.Csv(bytes).Count, "ndjson" => ExportFiles.Lines(bytes).Count, _ => ExportFiles.Xlsx(bytes).Count };
                Assert.Equal((int)export["rows"]!, rows);
                Assert.Equal((long)export["size"]!, bytes.Length);
            }
    }

    [Fact]
    public async Task A_file_has_what_the_list_gives_in_its_order()
    {
        var tag = Given.Unique("tag").Replace(' ', '-');
        foreach (var name in new[] { "Bäckerei Müller", "Аптека № 1", "株式会社日本 🐟", "Comma, \"quoted\"" })
            (await _api.Post("/api/v1/customers", new { kind = "organization", name, relationships = new[] { "customer", "partner" }, market = "business", tags = new[] { tag, "zweites wort" } })).Created();
        var filter = new { field = "tag", op = "eq", value = tag };
        var list = (await _api.Post("/api/v1/customers/search", new { filter, sort = "-name" })).Ok()["data"]!.AsArray().Select(r => r!.AsObject()).ToList();
        Assert.Equal(4, list.Count);

        var lines = ExportFiles.Lines((await Made(new { resource = "customers", format = "ndjson", filter, sort = "-name" })).Bytes);
        Assert.Equal(list.Select(r => r.ToJsonString()), lines.Select(r => r.ToJsonString()));

        var csv = ExportFiles.Csv((await Made(new { resource = "customers", format = "csv", filter, sort = "-name" })).Bytes);
        Assert.Equal(list.Select(r => (string)r["name"]!), csv.Select(r => r["name"]));
        Assert.All(csv, r => Assert.Equal($"{tag}; zweites wort", r["tags"]));
        Assert.All(csv, r => Assert.Equal("", r["ownerId"]));
        Assert.Equal(list.Select(r => (string)r["createdAt"]!), csv.Select(r => r["createdAt"]));

        var xlsx = ExportFiles.Xlsx((await Made(new { resource = "customers", format = "xlsx", filter, sort = "-name" })).Bytes);
        Assert.Equal(list.Select(r => (string)r["name"]!), xlsx.Select(r => r["name"]));
        foreach (var (row, cells) in list.Zip(xlsx))
            Assert.Equal(DateTimeOffset.Parse((string)row["createdAt"]!, CultureInfo.InvariantCulture).UtcDateTime.ToOADate(), double.Parse(cells["createdAt"], CultureInfo.InvariantCulture), 5);
    }

    [Fact]
    public async Task Words_and_members_are_asked_for_as_in_a_search()
    {
        var word = $"Zwetschge{Guid.NewGuid():N}";
        await app.Given.Customer($"Haus {word}");

        var (_, bytes) = await Made(new { resource = "customers", format = "csv", q = word, fields = new[] { "name", "id" }, separator = "semicolon", byteOrderMark = false });

        Assert.Equal((byte)'i', bytes[0]);
        Assert.StartsWith("id;name\r\n", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal($"Haus {word}", Assert.Single(ExportFiles.Csv(bytes, ';'))["name"]);
        var marked = (await Made(new { resource = "customers", format = "csv", q = word })).Bytes;
        Assert.Equal([0xEF, 0xBB, 0xBF], marked[..3]);
    }

    [Fact]
    public async Task Objects_in_a_row_become_columns_and_amounts_numbers()
    {
        var order = await app.Given.DeliveredOrder();

        var csv = Assert.Single(ExportFiles.Csv((await Made(new { resource = "orders", format = "csv" })).Bytes), r => r["id"] == order.Id);

        Assert.Equal((string?)(await _api.Get($"/api/v1/orders/{order.Id}")).Ok()["net", "amount"], csv["net.amount"]);
        Assert.Equal("EUR", csv["net.currency"]);
    }

    [Fact]
    public async Task What_a_spreadsheet_would_run_is_a_text()
    {
        var tag = Given.Unique("danger").Replace(' ', '-');
        string[] names = ["=HYPERLINK(\"http://x\")", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1+1)", "＝1+1", "-12.50", "+4930123", "5 = 5"];
        foreach (var name in names) (await _api.Post("/api/v1/customers", new { kind = "organization", name, relationships = new[] { "customer" }, tags = new[] { tag } })).Created();
        var filter = new { field = "tag", op = "eq", value = tag };

        var csv = ExportFiles.Csv((await Made(new { resource = "customers", format = "csv", filter, sort = "createdAt" })).Bytes);
        Assert.Equal(["'=HYPERLINK(\"http://x\")", "'+cmd|' /C calc'!A0", "'-2+3", "'@SUM(1+1)", "'＝1+1", "-12.50", "+4930123", "5 = 5"], csv.Select(r => r["name"]));

        var xlsx = (await Made(new { resource = "customers", format = "xlsx", filter, sort = "createdAt", fields = new[] { "name" } })).Bytes;
        Assert.Equal(names, ExportFiles.Xlsx(xlsx).Select(r => r["name"]));
        Assert.All(ExportFiles.Sheet(xlsx).SelectMany(r => r), c => Assert.Equal("inlineStr", c.Type));
        Assert.Equal(names, ExportFiles.Lines((await Made(new { resource = "customers", format = "ndjson", filter, sort = "createdAt" })).Bytes).Select(r => (string)r["name"]!));
    }

    [Fact]
    public async Task Only_that_is_exported_which_the_permission_to_export_extends_to()
    {
        var (user, api) = await app.Given.SomebodyWho(new { customers = new { read = "all", export = "own" } });
        var own = await app.Given.CustomerOf(user);
        await app.Given.Customer();

        var export = await app.Given.Exported(new { resource = "customers", format = "ndjson" }, api);

        Assert.Equal(1, (int)export["rows"]!);
        var (_, nobody) = await app.Given.SomebodyWho(new { customers = new { read = "all" }, orders = new { read = "all", export = "all" } });
        (await nobody.Post("/api/v1/exports", new { resource = "customers", format = "csv" })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        Assert.NotEmpty(own.Id);
    }

    [Fact]
    public async Task What_a_role_hides_is_in_no_file()
    {
        var ticket = await app.Given.Complaint();
        (await _api.Put($"/api/v1/tickets/{ticket.Id}/complaint", new { kind = "delivery", severity = "major" })).Ok();
        Assert.Contains(ExportFiles.Lines((await Made(new { resource = "tickets", format = "ndjson" })).Bytes), r => (string)r["id"]! == ticket.Id && r["complaint"] is not null);
        var (user, api) = await app.Given.SomebodyWho(new { tickets = new { read = "all", export = "all" } }, new { resource = "ticket", field = "complaint", access = "hidden" });
        var token = (string)(await app.Given.Session(user))["accessToken"]!;

        foreach (var format in new[] { "csv", "ndjson", "xlsx" })
        {
            var export = await app.Given.Exported(new { resource = "tickets", format }, api);
            var (_, bytes) = await app.Given.Content(export, token: token);
            if (format == "ndjson") Assert.All(ExportFiles.Lines(bytes), r => Assert.Null(r["complaint"]));
            else Assert.All((format == "csv" ? ExportFiles.Csv(bytes) : ExportFiles.Xlsx(bytes)).SelectMany(r => r), c => Assert.True(!c.Key.StartsWith("complaint.", StringComparison.Ordinal) || c.Value.Length == 0));
        }
    }

    [Fact]
    public async Task What_a_search_would_refuse_is_refused_at_once()
    {
        (await _api.Post("/api/v1/exports", new { resource = "customers", format = "csv", filter = new { field = "nothing", op = "eq", value = "x" } })).Invalid("/filter/field", "filter.unknown_field");
        (await _api.Post("/api/v1/exports", new { resource = "customers", format = "csv", sort = "nothing" })).Invalid("/sort", "sort.unknown_field");
        (await _api.Post("/api/v1/exports", new { resource = "customers", format = "csv", fields = new[] { "name", "nothing" } })).Invalid("/fields/1", "fields.unknown");
        (await _api.Post("/api/v1/exports", new { resource = "customers", format = "csv", fields = Array.Empty<string>() })).Invalid("/fields", "list.empty");
        (await _api.Post("/api/v1/exports", new { resource = "payments", format = "csv", q = "x" })).Invalid("/q");
        (await _api.Post("/api/v1/exports", new { resource = "nothing", format = "csv" })).Invalid("/resource");
    }

    [Fact]
    public async Task Pages_and_chunks_make_one_file_that_can_be_fetched_in_parts()
    {
        var tag = await ManyCustomers(2_500);
        var export = await app.Given.Exported(new { resource = "customers", format = "csv", filter = new { field = "tag", op = "eq", value = tag }, sort = "name" });
        Assert.Equal(2_500, (int)export["rows"]!);
        Assert.True((long)export["size"]! > 2 * 1024 * 1024, export.Text);
        var (whole, bytes) = await app.Given.Content(export);
        Assert.Equal("bytes", whole.Headers.AcceptRanges.Single());
        Assert.Equal($"customers-{app.Clock.GetUtcNow():yyyy-MM-dd}.csv", whole.Content.Headers.ContentDisposition!.FileName);
        Assert.Equal("attachment", whole.Content.Headers.ContentDisposition.DispositionType);
        Assert.Equal("text/csv", whole.Content.Headers.ContentType!.MediaType);
        var names = ExportFiles.Csv(bytes).ConvertAll(r => r["name"]);
        Assert.Equal(2_500, names.Distinct().Count());
        Assert.Equal(names.Order(StringComparer.Ordinal), names);

        var tagOfFile = whole.Headers.ETag!.ToString();
        List<byte> pieces = [];
        while (pieces.Count < bytes.Length)
        {
            var (answer, piece) = await app.Given.Content(export, $"bytes={pieces.Count}-{pieces.Count + 777_776}", tagOfFile);
            Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
            Assert.Equal(pieces.Count, answer.Content.Headers.ContentRange!.From);
            Assert.Equal(bytes.Length, answer.Content.Headers.ContentRange.Length);
            pieces.AddRange(piece);
        }
        Assert.Equal(bytes, pieces);
        Assert.Equal(bytes[^10..], (await app.Given.Content(export, "bytes=-10")).Bytes);
        Assert.Equal(bytes, (await app.Given.Content(export, "bytes=10-20", "\"another\"")).Bytes);
        var (beyond, problem) = await app.Given.Content(export, $"bytes={bytes.Length}-");
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        Assert.Equal("range.not_satisfiable", (string?)JsonNode.Parse(problem)!["code"]);
        Assert.Equal(bytes.Length, beyond.Content.Headers.ContentRange!.Length);
    }

    [Fact]
    public async Task A_file_is_its_starters_alone_and_a_key_has_its_own()
    {
        var (user, api) = await app.Given.SomebodyWho(new { customers = new { read = "all", export = "all" }, settings = new { read = "all", manage = "all" } });
        var key = app.Keyed((string)(await _api.Post("/api/v1/api-keys", new { name = Given.Unique("Exporter"), userId = user.Id, scopes = new[] { "customers:read", "customers:export" } })).Created()["secret"]!);
        var export = await app.Given.Exported(new { resource = "customers", format = "csv" }, api);
        var keys = await app.Given.Exported(new { resource = "customers", format = "csv" }, key);

        foreach (var (caller, other) in new[] { (_api, export), (_api, keys), (key, export) })
        {
            (await caller.Get($"/api/v1/exports/{other.Id}")).NotFound();
            (await caller.Get($"/api/v1/exports/{other.Id}/content")).NotFound();
        }
        (await key.Get($"/api/v1/exports/{keys.Id}/content")).Ok();
        (await api.Get($"/api/v1/exports/{keys.Id}/content")).Ok();
    }

    [Fact]
    public async Task A_file_that_is_not_made_yet_is_not_there_and_one_that_was_erased_is_gone()
    {
        var export = await app.Given.Export(new { resource = "customers", format = "csv" });
        (await _api.Get($"{export.Location}/content")).Conflict("export.not_ready");
        await app.Given.JobsAreRun();
        Assert.Equal($"{export.Location}/content", (string?)(await _api.Get(export.Location!)).Ok()["content"]);

        app.Clock.Advance(TimeSpan.FromHours(73));
        Assert.True(await app.Given.JobsAreSwept() > 0);

        (await _api.Get($"{export.Location}/content")).Refused(HttpStatusCode.Gone, "gone");
        Assert.Null((await _api.Get(export.Location!)).Ok()["content"]);
        Assert.Equal(0, await Count("SELECT count(*) FROM stored_file_chunks"));
    }

    [Fact]
    public async Task Erasing_a_person_erases_the_files_in_which_the_person_may_be()
    {
        var person = await app.Given.Person();
        var made = await app.Given.Exported(new { resource = "customers", format = "csv" });

        (await _api.Put($"{person.Location}/erasure", new { reason = "request" }, ("If-Match", "*"))).Is(HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.Gone, (await app.Given.Content(made)).Answer.StatusCode);
    }

    [Fact]
    public async Task An_export_is_in_the_audit_with_its_size_but_not_with_the_values_of_its_filter()
    {
        var export = await app.Given.Exported(new { resource = "customers", format = "csv", filter = new { field = "name", op = "eq", value = "Secret Person" } });

        var entries = (await _api.Get("/api/v1/audit-entries?act=read&kind=customer&limit=200")).Ok()["data"]!.AsArray().Where(e => e!.ToJsonString().Contains(export.Id, StringComparison.Ordinal)).ToList();

        Assert.Contains("filteredBy", Assert.Single(entries)!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Secret Person", (await _api.Get("/api/v1/audit-entries?limit=200")).Ok().Text, StringComparison.Ordinal);
    }

    private async Task<(Answer Export, byte[] Bytes)> Made(object body)
    {
        var export = await app.Given.Exported(body);
        Assert.True((string?)export["state"] == "succeeded", export.Text);
        return (export, (await app.Given.Content(export)).Bytes);
    }

    /// <summary>So many customers, with so much to say about each that the file has several chunks.</summary>
    private async Task<string> ManyCustomers(int count)
    {
        var tag = $"many-{Guid.NewGuid():N}";
        var pattern = await app.Given.Customer();
        await using var source = NpgsqlDataSource.Create(app.AsOwner);
        await using var command = source.CreateCommand(
            """
            INSERT INTO customers SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'name', 'Many ' || lpad(i::text, 6, '0'), 'tags', jsonb_build_array($2, repeat('tag ', 220))))).*
            FROM customers c, generate_series(1, $3) i WHERE c.id = $1
            """);
        command.Parameters.Add(new() { Value = Guid.Parse(pattern.Id) });
        command.Parameters.Add(new() { Value = tag });
        command.Parameters.Add(new() { Value = count });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return tag;
    }

    private async Task<long> Count(string sql)
    {
        await using var source = NpgsqlDataSource.Create(app.AsOwner);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
