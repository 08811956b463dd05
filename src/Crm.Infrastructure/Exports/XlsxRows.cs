using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Xml;

namespace Crm.Infrastructure.Exports;

/// <summary>A workbook (ECMA-376), written from its beginning to its end without going back. Texts are text cells, so that nothing in them is run; times are date cells in UTC. What is more than a
/// sheet can hold goes on in the next one.</summary>
internal sealed class XlsxRows(IReadOnlyList<Column> columns, string name, Stream to) : IRowWriter
{
    /// <summary>What programs for spreadsheets take.</summary>
    public const int RowsMax = 1_048_576;

    private const int TextMax = 32_767;
    private const int ExactDigits = 15;
    private const int SheetNameMax = 31;
    private const int InstantStyle = 1;
    private const int DateStyle = 2;
    private const int HeadStyle = 3;
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    private static readonly DateTime Epoch = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly DateTime FirstDay = new(1900, 3, 1, 0, 0, 0, DateTimeKind.Unspecified);   // before it, spreadsheets count a day that there never was

    private readonly ZipArchive _zip = new(to, ZipArchiveMode.Create, leaveOpen: true);
    private readonly string[] _letters = [.. Enumerable.Range(0, columns.Count).Select(Letters)];
    private XmlWriter? _sheet;
    private int _sheets;
    private int _row;

    public int SheetRows { get; init; } = RowsMax;

    public void Write(JsonObject row)
    {
        if (_sheet is null || _row == SheetRows) Begin();
        StartRow();
        for (var i = 0; i < columns.Count; i++)
            if (columns[i].Of(row) is { } text) Cell(i, columns[i].Kind, text);
        _sheet!.WriteEndElement();
    }

    public void End()
    {
        if (_sheet is null) Begin();
        Close();
        Part("xl/styles.xml", Styles);
        Part("xl/workbook.xml", $"""
            <workbook xmlns="{Main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{string.Concat(Sheets.Select(n => $"<sheet name=\"{SheetName(n)}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>"))}</sheets></workbook>
            """);
        Part("xl/_rels/workbook.xml.rels", Relations([.. Sheets.Select(n => ("worksheet", $"worksheets/sheet{n}.xml")), ("styles", "styles.xml")]));
        Part("_rels/.rels", Relations([("officeDocument", "xl/workbook.xml")]));
        Part("[Content_Types].xml", $"""
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>{string.Concat(Sheets.Select(n => $"<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"))}</Types>
            """);
        _zip.Dispose();
    }

    public void Dispose()
    {
        _sheet?.Dispose();
        _zip.Dispose();
    }

    private IEnumerable<int> Sheets => Enumerable.Range(1, _sheets);

    private const string Styles = $"""
        <styleSheet xmlns="{Main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>
        """;

    private void Begin()
    {
        Close();
        _sheets++;
        _row = 0;
        _sheet = XmlWriter.Create(_zip.CreateEntry($"xl/worksheets/sheet{_sheets}.xml", CompressionLevel.Fastest).Open(), new() { CloseOutput = true, CheckCharacters = false });
        _sheet.WriteStartElement("worksheet", Main);
        _sheet.WriteRaw("<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>");
        _sheet.WriteStartElement("sheetData", Main);
        StartRow();
        for (var i = 0; i < columns.Count; i++) Text(i, columns[i].Name, HeadStyle);
        _sheet.WriteEndElement();
    }

    private void Close()
    {
        _sheet?.WriteEndDocument();
        _sheet?.Dispose();
        _sheet = null;
    }

    private void StartRow()
    {
        _sheet!.WriteStartElement("row", Main);
        _sheet.WriteAttributeString("r", (++_row).ToString(CultureInfo.InvariantCulture));
    }

    private void Cell(int column, CellKind kind, string text)
    {
        if (kind == CellKind.Flag) Value(column, text == "true" ? "1" : "0", 0, "b");
        else if (kind == CellKind.Number && text.Count(char.IsAsciiDigit) <= ExactDigits) Value(column, text, 0);   // more digits than that a spreadsheet would forget
        else if (kind is CellKind.Date or CellKind.Instant && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.UtcDateTime >= FirstDay)
            Value(column, Serial(time), kind == CellKind.Date ? DateStyle : InstantStyle);
        else Text(column, text);
    }

    private static string Serial(DateTimeOffset time) => (DateTime.SpecifyKind(time.UtcDateTime, DateTimeKind.Unspecified) - Epoch).TotalDays.ToString("0.##########", CultureInfo.InvariantCulture);

    private void Value(int column, string value, int style, string? type = null)
    {
        StartCell(column, style, type);
        _sheet!.WriteElementString("v", Main, value);
        _sheet.WriteEndElement();
    }

    private void Text(int column, string text, int style = 0)
    {
        StartCell(column, style, "inlineStr");
        _sheet!.WriteStartElement("is", Main);
        _sheet.WriteStartElement("t", Main);
        _sheet.WriteAttributeString("xml", "space", null, "preserve");
        _sheet.WriteString(Kept(text));
        _sheet.WriteEndElement();
        _sheet.WriteEndElement();
        _sheet.WriteEndElement();
    }

    private void StartCell(int column, int style, string? type)
    {
        _sheet!.WriteStartElement("c", Main);
        _sheet.WriteAttributeString("r", string.Create(CultureInfo.InvariantCulture, $"{_letters[column]}{_row}"));
        if (style > 0) _sheet.WriteAttributeString("s", style.ToString(CultureInfo.InvariantCulture));
        if (type is not null) _sheet.WriteAttributeString("t", type);
    }

    /// <summary>As much of the text as a cell holds, without what XML cannot have; _x0041_ would be read as a character.</summary>
    private static string Kept(string text)
    {
        if (text.Length > TextMax) text = text[..(char.IsHighSurrogate(text[TextMax - 1]) ? TextMax - 1 : TextMax)];
        if (text.Contains("_x", StringComparison.Ordinal)) text = text.Replace("_x", "_x005F_x", StringComparison.Ordinal);
        return text.Any(c => !XmlConvert.IsXmlChar(c) && !char.IsSurrogate(c)) ? string.Concat(text.Where(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c))) : text;
    }

    private void Part(string path, string xml)
    {
        using var part = new StreamWriter(_zip.CreateEntry(path, CompressionLevel.Fastest).Open());
        part.Write($"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n{xml}");
    }

    private static string Relations(IReadOnlyList<(string Kind, string Target)> to) =>
        $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{string.Concat(to.Select((t, i) => $"<Relationship Id=\"rId{i + 1}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{t.Kind}\" Target=\"{t.Target}\"/>"))}</Relationships>";

    private string SheetName(int number) => number == 1 ? name[..Math.Min(name.Length, SheetNameMax)] : string.Create(CultureInfo.InvariantCulture, $"{name[..Math.Min(name.Length, SheetNameMax - 5)]} {number}");

    private static string Letters(int column) => column < 26 ? $"{(char)('A' + column)}" : Letters((column / 26) - 1) + (char)('A' + (column % 26));
}
