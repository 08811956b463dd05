using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Service.Complaints;
using Crm.Application.Service.Statistics;
using Crm.Domain.Catalog;
using Crm.Domain.Service;

namespace Crm.Api.Service;

/// <summary>What is asked of the statistics.</summary>
internal sealed record TicketStatisticsQuery(GetTicketStatistics Request) : IReadsQuery
{
    private static readonly TicketDimension[] Dimensions = Enum.GetValues<TicketDimension>();

    public static readonly IReadOnlyList<QueryParameter> Described =
    [
        .. ReportPeriods.Described,
        new("by", $"By what is grouped: at most two, of day, week and month one. One row over all when not given.") { Choices = [.. Dimensions.Select(d => CrmJson.Name(d))], Most = GetTicketStatistics.MostDimensions },
        new("timeZone", "In which days, weeks and months begin: a name of the IANA database.") { Pattern = "^(UTC|[A-Za-z]{2,20}(/[A-Za-z0-9_+-]{1,30}){1,2})$", Default = "UTC" },
    ];

    public static ValueTask<TicketStatisticsQuery?> BindAsync(HttpContext http)
    {
        var query = QueryParameters.Of(http, Described);
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
    public static readonly IReadOnlyList<QueryParameter> Described =
    [
        .. ReportPeriods.Described,
        new("minCount", "Leaves out what came less often in the period.") { Least = 1, Largest = GetComplaintRecurrence.MaxMinCount, Default = GetComplaintRecurrence.DefaultMinCount },
        new("limit", "How many rows are answered at most.") { Least = 1, Largest = GetComplaintRecurrence.MaxLimit, Default = GetComplaintRecurrence.DefaultLimit },
        new("productId", "Only complaints about this product.") { Format = "uuid" },
        new("kind", "Only complaints of this kind.") { Choices = [.. Enum.GetValues<ComplaintKind>().Select(k => CrmJson.Name(k))] },
        new("severity", "Only complaints of this severity.") { Choices = [.. Enum.GetValues<ComplaintSeverity>().Select(s => CrmJson.Name(s))] },
    ];

    public static ValueTask<RecurrenceQuery?> BindAsync(HttpContext http)
    {
        var query = QueryParameters.Of(http, Described);
        return ValueTask.FromResult<RecurrenceQuery?>(new(new GetComplaintRecurrence(query.Over(), query.Number("minCount"), query.Number("limit"))
        {
            ProductId = query.Id<Product>("productId"),
            Kind = query.Choice<ComplaintKind>("kind"),
            Severity = query.Choice<ComplaintSeverity>("severity"),
        }));
    }
}

/// <summary>The period that a report is about.</summary>
internal static class ReportPeriods
{
    public static readonly IReadOnlyList<QueryParameter> Described =
    [
        new("from", "The beginning of the period, which is in it: a time with its offset, such as 2026-01-01T00:00:00Z.") { Required = true, Format = "date-time" },
        new("to", $"The end of the period, which is not in it; at most {ReportPeriod.MostYears} years after the beginning.") { Required = true, Format = "date-time" },
    ];

    public static ReportPeriod Over(this QueryParameters query) => ReportPeriod.Of(query.Time("from"), query.Time("to"));
}
