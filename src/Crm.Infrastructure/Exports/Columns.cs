using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Crm.Application.Common;
using Crm.Domain.Common;

namespace Crm.Infrastructure.Exports;

internal enum CellKind { Text, Number, Flag, Date, Instant }

/// <summary>A column of a table: a value of the row, or of an object in it.</summary>
/// <param name="Name">The way to the value: <c>address.city</c>.</param>
internal sealed record Column(string Name, CellKind Kind)
{
    private const string Between = "; ";

    private readonly string[] _path = Name.Split('.');

    /// <summary>The value as text, as JSON writes it; null when there is none. Several simple values are joined, anything else in an array is JSON.</summary>
    public string? Of(JsonObject row)
    {
        JsonNode? at = row;
        foreach (var step in _path) at = (at as JsonObject)?[step];
        return at switch
        {
            null or JsonArray { Count: 0 } => null,
            JsonArray items when items.All(i => i is JsonValue) => string.Join(Between, items.Select(i => Text(i!.AsValue()))),
            JsonValue value => Text(value),
            _ => at.ToJsonString(CrmJson.Options),
        };
    }

    private static string Text(JsonValue value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(CrmJson.Options);
}

/// <summary>Makes a table of rows that have objects in them.</summary>
internal static class Columns
{
    private const int DeepestObject = 4;

    /// <summary>The columns of rows of this type, of the members that are wanted.</summary>
    /// <param name="members">The members of a row; null for all.</param>
    public static IReadOnlyList<Column> Of(Type row, IReadOnlyList<string>? members) =>
        [.. CrmJson.Options.GetTypeInfo(row).Properties.Where(p => members is null || members.Contains(p.Name)).SelectMany(p => Of(p, "", 1))];

    private static IEnumerable<Column> Of(JsonPropertyInfo member, string path, int depth)
    {
        var (type, name) = (Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType, path + member.Name);
        if (type == typeof(Money) || type == typeof(UnitPrice)) return [new($"{name}.amount", CellKind.Number), new($"{name}.currency", CellKind.Text)];
        var info = CrmJson.Options.GetTypeInfo(type);
        return info.Kind == JsonTypeInfoKind.Object && depth < DeepestObject ? info.Properties.SelectMany(p => Of(p, $"{name}.", depth + 1)) : [new(name, KindOf(type))];
    }

    private static CellKind KindOf(Type type) =>
        type == typeof(DateTimeOffset) ? CellKind.Instant
        : type == typeof(DateOnly) ? CellKind.Date
        : type == typeof(bool) ? CellKind.Flag
        : type == typeof(decimal) || type == typeof(int) || type == typeof(long) || type == typeof(short) || type == typeof(double) ? CellKind.Number
        : CellKind.Text;
}

/// <summary>What a spreadsheet would take for a formula.</summary>
internal static class Formulas
{
    // Those that OWASP names, with their wide forms, which spreadsheets read alike.
    private const string Beginnings = "=+-@\t\r\n＝＋－＠";

    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789.");

    /// <summary>The text so that a spreadsheet shows it and runs nothing: an apostrophe stands before what begins like a formula. A number stays one.</summary>
    public static string Neutral(string text) =>
        text.Length == 0 || !Beginnings.Contains(text[0], StringComparison.Ordinal) || IsNumber(text) ? text : $"'{text}";

    private static bool IsNumber(string text) => text.AsSpan(1).IndexOfAnyExcept(OfNumbers) < 0 && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
}
