using System.Globalization;
using Crm.Application.Common;
using Crm.Domain.Common;

namespace Crm.Api.Common;

/// <summary>A query parameter of an address that is no list, as it is read and as the document describes it.</summary>
internal sealed record QueryParameter(string Name, string Description)
{
    public bool Required { get; init; }
    public string? Format { get; init; }
    public string? Pattern { get; init; }
    public int? Least { get; init; }
    public int? Largest { get; init; }
    public object? Default { get; init; }
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>How many of the choices can be named; null for one.</summary>
    public int? Most { get; init; }
}

/// <summary>Describes the query parameters of an operation in the document.</summary>
internal sealed record QueryMetadata(IReadOnlyList<QueryParameter> Parameters);

/// <summary>Reads the query string of an address that is no list, and refuses what it does not know.</summary>
internal sealed class QueryParameters
{
    private readonly IQueryCollection _query;
    private readonly IReadOnlyList<QueryParameter> _known;

    private QueryParameters(IQueryCollection query, IReadOnlyList<QueryParameter> known) => (_query, _known) = (query, known);

    public static QueryParameters Of(HttpContext http, IReadOnlyList<QueryParameter> known)
    {
        foreach (var (name, values) in http.Request.Query)
        {
            if (!known.Any(k => k.Name == name)) throw InvalidInput.Parameter(name, InputErrors.ParameterUnknown, $"There is no such parameter; allowed are {string.Join(", ", known.Select(k => k.Name))}.");
            if (values.Count > 1) throw InvalidInput.Parameter(name, InputErrors.ParameterRepeated, $"{name} stands there twice; give it once.");
        }
        return new(http.Request.Query, known);
    }

    public int Number(string name)
    {
        var parameter = _known.First(k => k.Name == name);
        if ((string?)_query[name] is not { } written) return (int)(parameter.Default ?? throw InvalidInput.Parameter(name, InputErrors.Required, $"{name} must be given."));
        return int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= parameter.Least && number <= parameter.Largest
            ? number
            : throw InvalidInput.Parameter(name, InputErrors.ParameterInvalid, $"{name} takes a whole number from {parameter.Least} to {parameter.Largest}.");
    }

    public string? Text(string name) => _query[name];

    public Id<T>? Id<T>(string name) where T : class
    {
        if ((string?)_query[name] is not { } written) return null;
        return Domain.Common.Id<T>.TryParse(written, null, out var id) ? id : throw InvalidInput.Parameter(name, InputErrors.ParameterInvalid, "The id is malformed; ids are UUIDs.");
    }

    public T? Choice<T>(string name) where T : struct, Enum
    {
        if ((string?)_query[name] is not { } written) return null;
        foreach (var value in Enum.GetValues<T>())
            if (CrmJson.Name(value) == written) return value;
        throw InvalidInput.Parameter(name, InputErrors.ParameterInvalid, $"{name} takes one of {string.Join(", ", Enum.GetValues<T>().Select(v => CrmJson.Name(v)))}.");
    }

    public DateTimeOffset Time(string name)
    {
        if ((string?)_query[name] is not { } written) throw InvalidInput.Parameter(name, InputErrors.Required, $"{name} must be given.");
        if (!Instant.TryParse(written, out var time))
            throw InvalidInput.Parameter(name, InputErrors.ParameterInvalid, $"{name} takes a time as in RFC 3339 with its offset, such as 2026-03-01T12:00:00Z; a plus sign is written %2B in an address.");
        return time.Year is >= 1800 and <= 2500 ? time : throw InvalidInput.Parameter(name, InputErrors.DateOutOfRange, "A time from 1800 to 2500 is expected.");
    }
}
