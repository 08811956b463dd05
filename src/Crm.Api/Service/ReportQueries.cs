using System.Globalization;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Service.Complaints;
using Crm.Application.Service.Statistics;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Service;

namespace Crm.Api.Service;

/// <summary>What is asked of the statistics.</summary>
internal sealed record TicketStatisticsQuery(GetTicketStatistics Request) : IReadsQuery
{
    private static readonly TicketDimension[] Dimensions = Enum.GetValues<TicketDimension>();

    public static readonly IReadOnlyList<ReportParameter> Described =
    [
        .. ReportParameters.Period,
        new("by", $"By what is grouped: at most two, of day, week and month one. One row over all when not given.") { Choices = [.. Dimensions.Select(d => CrmJson.Name(d))], Most = GetTicketStatistics.MostDimensions },
        new("timeZone", "In which days, weeks and months begin: a name of the IANA database.") { Pattern = "^(UTC|[A-Za-z]{2,20}(/[A-Za-z0-9_+-]{1,30}){1,2})$", Default = "UTC" },
    ];

    public static ValueTask<TicketStatisticsQuery?> BindAsync(HttpContext http)
    {
        var query = ReportParameters.Of(http, Described);
        return ValueTask.FromResult<TicketStatisticsQuery?>(new(new GetTicketStatistics(query.Over(), By((string?)http.Request.Query["by"]), (string?)http.Request.Query["timeZone"] ?? "UTC")));
    }

    private static List<TicketDimension> By(string? written)
    {
        if (written is null) return [];
        List<TicketDimension> by = [];
        foreach (var name in written.Split(','))
        {
            if (Dimensions.Where(d => CrmJson.Name(d) == name).ToList() is not [var dimension])
                throw InvalidInput.Parameter("by", InputErrors.ParameterInvalid, $"by takes {string.Join(", ", Dimensions.Select(d => CrmJson.Name(d)))}; two of them separated by a comma.");
            if (by.Contains(dimension)) throw InvalidInput.Parameter("by", InputErrors.ListRepeats, "Each may be named once.");
            by.Add(dimension);
        }
        return by;
    }
}

/// <summary>What is asked of the report of complaints.</summary>
internal sealed record RecurrenceQuery(GetComplaintRecurrence Request) : IReadsQuery
{
    public static readonly IReadOnlyList<ReportParameter> Described =
    [
        .. ReportParameters.Period,
        new("minCount", "Leaves out what came less often in the period.") { Least = 1, Largest = GetComplaintRecurrence.MaxMinCount, Default = GetComplaintRecurrence.DefaultMinCount },
        new("limit", "How many rows are answered at most.") { Least = 1, Largest = GetComplaintRecurrence.MaxLimit, Default = GetComplaintRecurrence.DefaultLimit },
        new("productId", "Only complaints about this product.") { Format = "uuid" },
        new("kind", "Only complaints of this kind.") { Choices = [.. Enum.GetValues<ComplaintKind>().Select(k => CrmJson.Name(k))] },
        new("severity", "Only complaints of this severity.") { Choices = [.. Enum.GetValues<ComplaintSeverity>().Select(s => CrmJson.Name(s))] },
    ];

    public static ValueTask<RecurrenceQuery?> BindAsync(HttpContext http)
    {
        var query = ReportParameters.Of(http, Described);
        return ValueTask.FromResult<RecurrenceQuery?>(new(new GetComplaintRecurrence(query.Over(), query.Number("minCount"), query.Number("limit"))
        {
            ProductId = query.Id<Product>("productId"),
            Kind = query.Choice<ComplaintKind>("kind"),
            Severity = query.Choice<ComplaintSeverity>("severity"),
        }));
    }
}

/// <summary>A parameter of a report, as it is read and as the document describes it.</summary>
internal sealed record ReportParameter(string Name, string Description)
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

/// <summary>Describes the parameters of a report in the document.</summary>
internal sealed record ReportMetadata(IReadOnlyList<ReportParameter> Parameters);

/// <summary>Reads the query string of a report, and refuses what it does not know.</summary>
internal sealed class ReportParameters
{
    public static readonly IReadOnlyList<ReportParameter> Period =
    [
        new("from", "The beginning of the period, which is in it: a time with its offset, such as 2026-01-01T00:00:00Z.") { Required = true, Format = "date-time" },
        new("to", $"The end of the period, which is not in it; at most {ReportPeriod.MostYears} years after the beginning.") { Required = true, Format = "date-time" },
    ];

    private readonly IQueryCollection _query;
    private readonly IReadOnlyList<ReportParameter> _known;

    private ReportParameters(IQueryCollection query, IReadOnlyList<ReportParameter> known) => (_query, _known) = (query, known);

    public static ReportParameters Of(HttpContext http, IReadOnlyList<ReportParameter> known)
    {
        foreach (var (name, values) in http.Request.Query)
        {
            if (!known.Any(k => k.Name == name)) throw InvalidInput.Parameter(name, InputErrors.ParameterUnknown, $"There is no such parameter; allowed are {string.Join(", ", known.Select(k => k.Name))}.");
            if (values.Count > 1) throw InvalidInput.Parameter(name, InputErrors.ParameterRepeated, $"{name} stands there twice; give it once.");
        }
        return new(http.Request.Query, known);
    }

    public ReportPeriod Over() => ReportPeriod.Of(Time("from"), Time("to"));

    public int Number(string name)
    {
        var parameter = _known.First(k => k.Name == name);
        if ((string?)_query[name] is not { } written) return (int)parameter.Default!;
        return int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= parameter.Least && number <= parameter.Largest
            ? number
            : throw InvalidInput.Parameter(name, InputErrors.ParameterInvalid, $"{name} takes a whole number from {parameter.Least} to {parameter.Largest}.");
    }

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

    private DateTimeOffset Time(string name)
    {
        if ((string?)_query[name] is not { } written) throw InvalidInput.Parameter(name, InputErrors.Required, $"{name} is needed: a report is about a period.");
        return Instant.TryParse(written, out var time)
            ? time
            : throw InvalidInput.Parameter(name, InputErrors.ParameterInvalid, $"{name} takes a time as in RFC 3339 with its offset, such as 2026-03-01T12:00:00Z; a plus sign is written %2B in an address.");
    }
}
