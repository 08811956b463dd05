using System.Text.Json.Nodes;
using Crm.Application.Orders.Orders;
using Crm.Application.Service.Tickets;
using Crm.Domain.Operations;
using Crm.Infrastructure.Exports;
using Xunit;

namespace Crm.Tests.Operations;

/// <summary>What the formats make of values, without the app.</summary>
public sealed class ExportFormatTests
{
    [Fact]
    public void Objects_become_columns_and_lists_do_not()
    {
        var columns = Columns.Of(typeof(OrderRow), null);
        Assert.Equal(["net.amount", "net.currency"], columns.Where(c => c.Name.StartsWith("net.", StringComparison.Ordinal)).Select(c => c.Name));
        Assert.Equal([CellKind.Number, CellKind.Text, CellKind.Date, CellKind.Instant], new[] { "net.amount", "tags", "requestedOn", "placedAt" }.Select(n => columns.Single(c => c.Name == n).Kind));
        Assert.Equal(["complaint.kind", "complaint.severity"], Columns.Of(typeof(TicketRow), ["complaint"]).Select(c => c.Name));
    }

    [Theory]
    [InlineData("""{"a":{"b":"x"}}""", "a.b", "x")]
    [InlineData("""{"a":null}""", "a.b", null)]
    [InlineData("""{"a":[]}""", "a", null)]
    [InlineData("""{"a":["x","y z"]}""", "a", "x; y z")]
    [InlineData("""{"a":[1,true]}""", "a", "1; true")]
    [InlineData("""{"a":[{"b":"ü"}]}""", "a", """[{"b":"ü"}]""")]
    [InlineData("""{"a":{"b":1.50}}""", "a", """{"b":1.50}""")]
    [InlineData("""{"a":false}""", "a", "false")]
    public void A_cell_holds_what_the_column_leads_to(string row, string column, string? text) => Assert.Equal(text, new Column(column, CellKind.Text).Of(JsonNode.Parse(row)!.AsObject()));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@x", "'@x")]
    [InlineData("+1-1", "'+1-1")]
    [InlineData("-", "'-")]
    [InlineData("-1.2.3", "'-1.2.3")]
    [InlineData("-1e5", "'-1e5")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("\n=1", "'\n=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("-12.50", "-12.50")]
    [InlineData("+49301234", "+49301234")]
    [InlineData("", "")]
    [InlineData("1=1", "1=1")]
    [InlineData("'=1", "'=1")]
    public void What_begins_like_a_formula_is_made_a_text(string text, string neutral) => Assert.Equal(neutral, Formulas.Neutral(text));

    [Fact]
    public void A_sheet_that_is_full_goes_on_in_the_next_one()
    {
        var file = Xlsx([new("n", CellKind.Number)], 3, [.. Enumerable.Range(1, 5).Select(i => new JsonObject { ["n"] = i })]);

        Assert.Equal(["n", "1", "2"], ExportFiles.Sheet(file, 1).Select(r => r.Single().Value));
        Assert.Equal(["n", "3", "4"], ExportFiles.Sheet(file, 2).Select(r => r.Single().Value));
        Assert.Equal(["n", "5"], ExportFiles.Sheet(file, 3).Select(r => r.Single().Value));
    }

    [Fact]
    public void A_workbook_without_rows_has_its_head() => Assert.Equal("n", Assert.Single(Assert.Single(ExportFiles.Sheet(Xlsx([new("n", CellKind.Text)], 10, [])))).Value);

    [Fact]
    public void Values_keep_their_kind_in_a_workbook()
    {
        Column[] columns = [new("t", CellKind.Text), new("n", CellKind.Number), new("f", CellKind.Flag), new("d", CellKind.Date), new("i", CellKind.Instant), new("empty", CellKind.Text)];
        var row = new JsonObject { ["t"] = "a\u0001b _x0041_ <&> 🐟\n", ["n"] = "1234.5", ["f"] = true, ["d"] = "2026-03-01", ["i"] = "2026-03-01T12:00:00Z", ["empty"] = null };

        var cells = ExportFiles.Sheet(Xlsx(columns, 10, [row]))[1];

        Assert.Equal([("A", "inlineStr", null, "ab _x005F_x0041_ <&> 🐟\n"), ("B", null, null, "1234.5"), ("C", "b", null, "1"), ("D", null, "2", "46082"), ("E", null, "1", "46082.5")], cells);
    }

    [Theory]
    [InlineData("Number", "12345678901234567.89")]
    [InlineData("Date", "1850-06-01")]
    [InlineData("Text", "=1+1")]
    public void What_a_spreadsheet_would_change_is_a_text(string kind, string text)
    {
        var cell = Assert.Single(ExportFiles.Sheet(Xlsx([new("v", Enum.Parse<CellKind>(kind))], 10, [new JsonObject { ["v"] = text }]))[1]);
        Assert.Equal(("inlineStr", text), (cell.Type, cell.Value));
    }

    [Fact]
    public void A_cell_takes_as_much_of_a_text_as_it_holds_and_no_half_characters()
    {
        var text = new string('x', 32_766) + "🐟";
        Assert.Equal(new string('x', 32_766), Assert.Single(ExportFiles.Sheet(Xlsx([new("v", CellKind.Text)], 10, [new JsonObject { ["v"] = text }]))[1]).Value);
    }

    private static byte[] Xlsx(IReadOnlyList<Column> columns, int sheetRows, IReadOnlyList<JsonObject> rows)
    {
        using var to = new MemoryStream();
        using (var writer = new XlsxRows(columns, nameof(ExportResource.Customers), to) { SheetRows = sheetRows })
        {
            foreach (var row in rows) writer.Write(row);
            writer.End();
        }
        return to.ToArray();
    }
}
