using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using CsvHelper;

namespace Crm.Tests.Operations;

/// <summary>Reads the files of exports back, by other means than they were written by where there are any.</summary>
internal static class ExportFiles
{
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    /// <summary>The lists that the document says can be exported, and whether each record has one of its own.</summary>
    public static async Task<List<(string Name, bool OfRecord)>> Resources(CrmApp app)
    {
        var document = (await app.Stranger().Get("/openapi/v1.json")).Ok();
        return [.. document["components"]!["schemas"]!.AsObject().Where(s => s.Key.EndsWith("Export", StringComparison.Ordinal) && s.Value!["properties"]?["resource"]?["enum"] is not null)
            .Select(s => ((string)s.Value!["properties"]!["resource"]!["enum"]![0]!, s.Value["properties"]!.AsObject().ContainsKey("recordId")))];
    }

    public static List<Dictionary<string, string>> Csv(byte[] file, char separator = ',')
    {
        using var reader = CsvReader.Create(file, CsvReaderOptions.Default with { Separator = separator, HasHeader = false });
        List<string[]> records = [];
        while (reader.Read()) records.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetString(i))]);
        records[0][0] = records[0][0].TrimStart('\uFEFF');
        return [.. records.Skip(1).Select(r => records[0].Zip(r).ToDictionary(p => p.First, p => p.Second))];
    }

    public static List<JsonObject> Lines(byte[] file) => [.. Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!.AsObject())];

    /// <summary>The cells of a sheet: the type that each has, and what is in it.</summary>
    public static List<List<(string Column, string? Type, string? Style, string Value)>> Sheet(byte[] file, int number = 1)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        using var part = zip.GetEntry($"xl/worksheets/sheet{number}.xml")!.Open();
        return [.. XDocument.Load(part).Descendants(Main + "row").Select(row => row.Elements(Main + "c").Select(cell =>
            (new string([.. ((string)cell.Attribute("r")!).TakeWhile(char.IsAsciiLetter)]), (string?)cell.Attribute("t"), (string?)cell.Attribute("s"), cell.Value)).ToList())];
    }

    public static List<Dictionary<string, string>> Xlsx(byte[] file)
    {
        var rows = Sheet(file);
        var head = rows[0].ToDictionary(c => c.Column, c => c.Value);
        return [.. rows.Skip(1).Select(r => r.ToDictionary(c => head[c.Column], c => c.Value))];
    }
}
