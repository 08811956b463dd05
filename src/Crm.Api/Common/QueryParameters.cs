using System.Globalization;
using Crm.Application.Common;
using Microsoft.OpenApi;

namespace Crm.Api.Common;

/// <summary>One query parameter of an address that is not a list: how it is read, and how the document puts it.</summary>
/// <param name="Check">Says what is expected when the value is something else; null when it is right.</param>
internal sealed record QueryParameter(string Name, string Description, bool IsRequired, OpenApiSchema Schema, Func<string, string?> Check)
{
    /// <summary>A time that calendars and databases know, with room to count from it.</summary>
    private const string Sensible = "a time from 1800 to 2500 as in RFC 3339 with its offset, such as 2026-03-01T12:00:00Z";

    public static QueryParameter Instant(string name, string description, bool isRequired = false) =>
        new(name, description, isRequired, new() { Type = JsonSchemaType.String, Format = "date-time", MaxLength = 40, Pattern = "^(1[89]|2[0-4])[0-9]{2}-|^2500-" },
            v => Application.Common.Instant.TryParse(v, out var at) && at.Year is >= 1800 and <= 2500 ? null : $"{name} takes {Sensible}.");

    public static QueryParameter Number(string name, string description, int min, int max, bool isRequired = false) =>
        new(name, description, isRequired,
            new() { Type = JsonSchemaType.Integer, Format = "int32", Minimum = min.ToString(CultureInfo.InvariantCulture), Maximum = max.ToString(CultureInfo.InvariantCulture) },
            v => int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? null : string.Create(CultureInfo.InvariantCulture, $"{name} takes a whole number from {min} to {max}."));
}

/// <summary>The query parameters of an address that is not a list. As metadata of a route they are described in the document.</summary>
internal sealed class QueryParameters(params QueryParameter[] all)
{
    public IReadOnlyList<QueryParameter> All => all;

    /// <summary>Reads what was sent; what is unknown, sent twice, absent or wrong is refused.</summary>
    public Values Read(IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            if (!all.Any(p => p.Name == name)) throw InvalidInput.Parameter(name, InputErrors.ParameterUnknown, $"There is no such parameter; allowed are {string.Join(", ", all.Select(p => p.Name))}.");
            if (values.Count > 1) throw InvalidInput.Parameter(name, InputErrors.ParameterRepeated, $"{name} stands there twice; give it once.");
        }
        foreach (var parameter in all)
        {
            if (!query.TryGetValue(parameter.Name, out var value))
            {
                if (parameter.IsRequired) throw InvalidInput.Parameter(parameter.Name, InputErrors.Required, $"{parameter.Name} must be given.");
            }
            else if (parameter.Check((string?)value ?? "") is { } expected)
            {
                throw InvalidInput.Parameter(parameter.Name, InputErrors.ParameterInvalid, expected);
            }
        }
        return new(query);
    }

    /// <summary>What was sent, in its right form.</summary>
    internal readonly struct Values(IQueryCollection query)
    {
        public string? Text(string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;

        public DateTimeOffset? Instant(string name) => Application.Common.Instant.TryParse(Text(name), out var at) ? at : null;

        public int? Number(string name) => Text(name) is { } written ? int.Parse(written, NumberStyles.None, CultureInfo.InvariantCulture) : null;
    }
}
