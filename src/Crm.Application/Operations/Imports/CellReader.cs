using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Operations;

namespace Crm.Application.Operations.Imports;

/// <summary>What a cell says cannot be read.</summary>
internal sealed class UnreadableCell(ErrorCode code, string message) : Exception(message)
{
    public ErrorCode Code => code;
}

/// <summary>Reads cells as an import writes them. Values are checked where records are registered; here only their form is.</summary>
internal sealed class CellReader(ImportTerms terms)
{
    private static readonly char[] Between = [';', '|', '\n'];
    private static readonly char[] BetweenWords = [';', '|', ',', '\n'];
    private static readonly string[] Yes = ["true", "yes", "y", "1", "x", "ja", "oui", "si", "sí", "是", "wahr"], No = ["false", "no", "n", "0", "nein", "non", "否", "falsch"];

    /// <summary>The cell as a value of the target's kind; null when it is empty.</summary>
    /// <exception cref="UnreadableCell">It has another form.</exception>
    public JsonNode? Read(ImportTarget target, string cell)
    {
        var text = cell.Trim();
        if (text.Length == 0) return null;
        return target.Value switch
        {
            ImportValue.Choice => Choice(target, text),
            ImportValue.Number => Number(target, text),
            ImportValue.YesNo => YesNo(text),
            ImportValue.Date => Date(text),
            ImportValue.Time => Time(text),
            ImportValue.Texts => new JsonArray([.. Several(text, target.Path[^1].Key is null ? BetweenWords : Between).Select(t => (JsonNode)JsonValue.Create(t))]),
            ImportValue.Choices => new JsonArray([.. Several(text, BetweenWords).Select(t => (JsonNode)Choice(target, t))]),
            ImportValue.Json => Parse(text),
            _ => JsonValue.Create(cell.Trim(' ')),   // line ends of a note stay
        };
    }

    /// <summary>A value that is JSON already.</summary>
    public JsonNode? Read(ImportTarget target, JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => Read(target, value.GetValue<string>()),
        JsonValueKind.Number when target is { Value: ImportValue.Number, IsQuoted: true } or { Value: ImportValue.Text or ImportValue.Reference } => JsonValue.Create(value.ToJsonString()),   // ids and postal codes are often written as numbers
        _ => value.DeepClone(),
    };

    private static IEnumerable<string> Several(string text, char[] between) => text.Split(between, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static JsonValue Choice(ImportTarget target, string text) =>
        target.Choices!.FirstOrDefault(c => string.Equals(c, text, StringComparison.OrdinalIgnoreCase) || string.Equals(c, text.Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)) is { } choice
            ? JsonValue.Create(choice)
            : throw new UnreadableCell(InputErrors.ValueInvalid, $"{ListRequest.Shown(text)} is none of {string.Join(", ", target.Choices!.Take(30))}.");

    private JsonValue Number(ImportTarget target, string text)
    {
        // Points or commas between thousands, and spaces, are how people write large numbers.
        var (point, thousands) = terms.Decimals == ImportDecimals.Comma ? (',', '.') : ('.', ',');
        var plain = new string([.. text.Where(c => c != thousands && c != '\'' && !char.IsWhiteSpace(c) && c != '\u202f')]).Replace(point, '.').TrimEnd('%');
        if (!ExactDecimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, out var number))
            throw new UnreadableCell(InputErrors.ValueInvalid, $"{ListRequest.Shown(text)} is no number, written with a {(point == '.' ? "point" : "comma")} before the decimals.");
        return target.IsQuoted ? JsonValue.Create(number.ToString(CultureInfo.InvariantCulture)) : JsonValue.Create(number);
    }

    private static JsonValue YesNo(string text) =>
        Yes.Contains(text, StringComparer.OrdinalIgnoreCase) ? JsonValue.Create(true)
        : No.Contains(text, StringComparer.OrdinalIgnoreCase) ? JsonValue.Create(false)
        : throw new UnreadableCell(InputErrors.ValueInvalid, $"{ListRequest.Shown(text)} is neither yes nor no, such as true or false.");

    private JsonValue Date(string text)
    {
        string[] forms = terms.Dates switch
        {
            ImportDates.DayFirst => ["d.M.yyyy", "d/M/yyyy", "d-M-yyyy", "yyyy-MM-dd"],
            ImportDates.MonthFirst => ["M/d/yyyy", "M-d-yyyy", "M.d.yyyy", "yyyy-MM-dd"],
            _ => ["yyyy-MM-dd", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日"],
        };
        // Some write midnight after each day.
        var day = text.Split([' ', 'T'])[0];
        return DateOnly.TryParseExact(day, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? JsonValue.Create(date.ToString(FieldDefinition.DateFormat, CultureInfo.InvariantCulture))
            : throw new UnreadableCell(InputErrors.ValueInvalid, $"{ListRequest.Shown(text)} is no day, written as {forms[0]}.");
    }

    private JsonValue Time(string text)
    {
        if (Instant.TryParse(text, out var instant)) return JsonValue.Create(Instant.Format(instant));
        var parts = text.Split([' ', 'T'], 2);
        var day = (string)Date(parts[0])!;
        // A time without an offset is one of UTC, a day its first moment.
        var time = parts.Length == 1 ? "00:00:00" : parts[1].Count(c => c == ':') == 1 ? parts[1] + ":00" : parts[1];
        return Instant.TryParse($"{day}T{time}Z", out instant)
            ? JsonValue.Create(Instant.Format(instant))
            : throw new UnreadableCell(InputErrors.ValueInvalid, $"{ListRequest.Shown(text)} is no time, such as 2026-03-01T12:00:00Z.");
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, null, new() { MaxDepth = CrmJson.MaxDepth });
        }
        catch (JsonException)
        {
            throw new UnreadableCell(InputErrors.JsonMalformed, "The cell is not JSON.");
        }
    }
}
