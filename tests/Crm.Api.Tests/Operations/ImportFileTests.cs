using System.Net;
using System.Text;
using Xunit;

namespace Crm.Tests.Operations;

/// <summary>Files as real systems write them, and as nobody should.</summary>
public sealed class ImportFileTests(CrmApp app) : IClassFixture<CrmApp>
{
    private const string Text = "name,tags\nMüller & Söhne,Groß\nÉcole Élysée,à\n";
    private const string Chinese = "name,tags\n北京光学有限公司,客户\n上海贸易有限公司,供应商\n";

    private readonly Api _api = app.Api();

    public static TheoryData<string, bool, string, string> Encodings => new()
    {
        { "utf-8", false, "utf8", Text },
        { "utf-8", true, "utf8", Text },
        { "utf-8", false, "utf8", Chinese },
        { "utf-16", true, "utf16", Chinese },
        { "utf-16BE", true, "utf16", Text },
        { "windows-1252", false, "windows1252", Text },
        { "gb18030", false, "gb18030", Chinese },
    };

    [Theory, MemberData(nameof(Encodings))]
    public async Task The_encoding_is_found_out(string encoding, bool isMarked, string found, string text)
    {
        var writer = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        var import = await app.Given.Import(new { resource = "customers", constants = AsOrganization }, [.. isMarked ? writer.GetPreamble() : [], .. writer.GetBytes(text)]);
        Assert.Equal((found, "name", "tags"), ((string?)import["file"]!["encoding"], (string?)import["file"]!["columns"]![0], (string?)import["file"]!["columns"]![1]));

        var rows = (await _api.Get($"/api/v1/imports/{import.Id}/preview")).Ok()["rows"]!.AsArray();

        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.Equal(lines, rows.Select(r => $"{r!["body"]!["name"]},{r["body"]!["tags"]![0]}"));
    }

    [Theory]
    [InlineData("name;tags\r\nA;x\r\nB;\r\n", "semicolon")]
    [InlineData("name\ttags\rA\tx\rB\t\r", "tab")]
    [InlineData("name|tags\nA|x\n\nB|", "pipe")]
    [InlineData("\"name\",\"tags\"\n\"A\",\"x\"\n\"B\",\"\"", "comma")]
    public async Task Separators_and_line_ends_are_found_out(string text, string separator)
    {
        var import = await app.Given.Import(new { resource = "customers", constants = AsOrganization }, text);
        Assert.Equal(separator, (string?)import["file"]!["separator"]);
        Assert.Equal(["A", "B"], (await _api.Get($"/api/v1/imports/{import.Id}/preview")).Ok()["rows"]!.AsArray().Select(r => (string?)r!["body"]!["name"]));
    }

    [Fact]
    public async Task A_file_that_is_not_written_as_said_is_refused()
    {
        var import = (await _api.Post("/api/v1/imports", new { resource = "customers", encoding = "utf8" })).Created();
        (await Content(_api, import.Id, "text/csv", [.. "name\nAda\nM"u8, 0xFC, .. "ller\n"u8])).Conflict("import.unreadable");
    }

    [Theory]
    [InlineData("text/csv", "")]
    [InlineData("text/csv", "\uFEFF")]
    [InlineData("text/csv", "\n\n\n")]
    [InlineData("application/x-ndjson", "")]
    [InlineData("application/x-ndjson", "\n \n")]
    public async Task A_file_with_nothing_in_it_is_refused(string type, string text) => (await Sent(type, Encoding.UTF8.GetBytes(text))).Conflict("import.unreadable");

    [Theory]
    [InlineData("text/csv", "name,tags\n\"never closed,x\nAda,y\n")]
    [InlineData("text/csv", "name,name,NAME,\nAda,,,\n")]
    [InlineData("text/csv", "name\n\0\0\0\n\u0001\u0002\n=cmd|' /C calc'!A0\n")]
    [InlineData("text/csv", "name\nAda,too,many,cells\n")]
    [InlineData("application/x-ndjson", "[1,2]\n\"text\"\n1e999\nnull\n{\"name\":\n{\"name\":{\"a\":[[[[[[[[[[1]]]]]]]]]]}}\n{\"name\":\"Ada\",\"name\":\"Eva\"}\n")]
    [InlineData("application/x-ndjson", "{\"externalId\":{\"$ne\":1},\"name\":\"\\ud800\"}\n{\"name\":1e400}\n")]
    public async Task What_is_no_sensible_row_is_told_and_disturbs_nothing(string type, string text)
    {
        await Runs((await Sent(type, Encoding.UTF8.GetBytes(text))).Ok());
    }

    [Fact]
    public async Task One_endless_cell_or_thousands_of_columns_are_told()
    {
        await Runs(await Sent("text/csv", Encoding.UTF8.GetBytes("name\n\"" + new string('x', 6_000_000) + "\"\n")));
        await Runs(await Sent("text/csv", Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(1, 5000).Select(i => $"c{i}")) + "\nx\n")));
        await Runs(await Sent("application/x-ndjson", Encoding.UTF8.GetBytes(new string('[', 3_000_000))));
    }

    [Fact]
    public async Task A_file_of_another_kind_or_size_is_refused()
    {
        (await Sent("application/json", "{}"u8.ToArray())).Refused(HttpStatusCode.UnsupportedMediaType, "media_type.unsupported");
        await using var small = app.WithWebHostBuilder(b => b.UseSetting("Imports:FileBytes", "1024"));
        small.UseKestrel(0);
        (await Sent("text/csv", new byte[1025], app.ApiOf(small))).Refused(HttpStatusCode.RequestEntityTooLarge, "request.too_large");
    }

    [Fact]
    public async Task Only_its_starter_sends_the_file()
    {
        var import = (await _api.Post("/api/v1/imports", new { resource = "customers" })).Created();
        (await Content(app.Api(Duty.Manager), import.Id, "text/csv", "name\nAda\n"u8.ToArray())).NotFound();
        (await Content(app.Stranger(), import.Id, "text/csv", "name\nAda\n"u8.ToArray())).Refused(HttpStatusCode.Unauthorized, "auth.required");
        Assert.Null((await _api.Get($"/api/v1/imports/{import.Id}")).Ok()["file"]);
    }

    // Whatever is in a file: it is refused, its rows are, or the job says why not. It is never the program that fails.
    private async Task Runs(Answer sent)
    {
        if (sent.Status != HttpStatusCode.OK)
        {
            sent.Conflict("import.unreadable");
            return;
        }
        var preview = await _api.Get($"/api/v1/imports/{sent.Id}/preview");
        if (preview.Status != HttpStatusCode.OK) preview.Conflict("import.unreadable");
        var run = await _api.Post($"/api/v1/imports/{sent.Id}/runs");
        if (run.Status != HttpStatusCode.Accepted)
        {
            Assert.Contains(run.Is(HttpStatusCode.Conflict).Code, new List<string?> { "import.target_missing", "import.nothing_mapped" });
            return;
        }
        await app.Given.JobsAreRun();
        var done = (await _api.Get($"/api/v1/imports/{sent.Id}")).Ok();
        Assert.Contains((string?)done["state"], new List<string?> { "imported", "stopped" });
        var job = (await _api.Get($"/api/v1/jobs/{done["jobId"]}")).Ok();
        Assert.Contains((string?)job["error"]?["code"], new List<string?> { null, "import.unreadable" });
    }

    private static readonly object[] AsOrganization = [new { target = "kind", value = "organization" }];

    private async Task<Answer> Sent(string type, byte[] file, Api? by = null)
    {
        var import = (await (by ?? _api).Post("/api/v1/imports", new { resource = "customers", constants = AsOrganization })).Created();
        return await Content(by ?? _api, import.Id, type, file);
    }

    private static async Task<Answer> Content(Api by, string id, string type, byte[] file)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new(type);
        return await by.SendContent(HttpMethod.Put, $"/api/v1/imports/{id}/content", content);
    }
}
