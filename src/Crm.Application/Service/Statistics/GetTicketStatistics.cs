using Crm.Application.Common;
using Crm.Application.Service.Calendars;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Statistics;

/// <summary>By what figures are grouped. A ticket counts for the assignee, the queue, the type, the priority and the channel that it has now; a week begins on Monday.</summary>
public enum TicketDimension { Assignee, Queue, Type, Priority, Channel, Day, Week, Month }

/// <summary>Figures of the tickets that the caller sees, grouped.</summary>
/// <param name="By">None for one row over all, or one, or two.</param>
/// <param name="TimeZone">In which days, weeks and months begin.</param>
public sealed record GetTicketStatistics(ReportPeriod Period, IReadOnlyList<TicketDimension> By, string TimeZone) : IRequest<TicketStatisticsDetails>
{
    public const int MostDimensions = 2;
    public const int MostRows = 5000;

    internal static bool IsTime(TicketDimension dimension) => dimension is TicketDimension.Day or TicketDimension.Week or TicketDimension.Month;
}

/// <summary>Figures of tickets as they are now: what was reopened since counts as resolved no longer.</summary>
/// <param name="From">The beginning of the period.</param>
/// <param name="To">The end of the period, which is not in it.</param>
/// <param name="TimeZone">In which days, weeks and months begin.</param>
/// <param name="Data">In the order of the dimensions. Where nothing happened, there is no row.</param>
public sealed record TicketStatisticsDetails(DateTimeOffset From, DateTimeOffset To, string TimeZone, IReadOnlyList<TicketDimension> By, IReadOnlyList<TicketStatisticsRow> Data);

/// <summary>The figures of one group. Of the first members those are null by which is not grouped, and that which the tickets do not have.</summary>
/// <param name="AssigneeId">Who has the tickets now; null for nobody.</param>
/// <param name="QueueId">The queue that the tickets are in now; null for none.</param>
/// <param name="StartsOn">The first day of the day, week or month.</param>
/// <param name="Opened">Tickets that were opened in the period (openedAt).</param>
/// <param name="Resolved">Tickets whose latest resolution lies in the period (resolvedAt).</param>
/// <param name="Reopened">Of the resolved ones, those that had been resolved before and were reopened.</param>
/// <param name="ReopenRate">Their share, from 0 to 1; null when none was resolved.</param>
/// <param name="Closed">Tickets that were closed in the period (closedAt).</param>
/// <param name="FirstResponse">Minutes from the opening to the first public reply, of tickets that got it in the period (firstResponseAt).</param>
/// <param name="Resolution">Minutes from the opening to the latest resolution, waiting included, of the resolved ones (resolvedAt).</param>
/// <param name="Satisfaction">Of the surveys that were answered in the period (answeredAt); null when the caller's role hides the satisfaction.</param>
public sealed record TicketStatisticsRow(
    Id<User>? AssigneeId,
    Id<Queue>? QueueId,
    TicketType? Type,
    TicketPriority? Priority,
    TicketChannel? Channel,
    DateOnly? StartsOn,
    int Opened,
    int Resolved,
    int Reopened,
    decimal? ReopenRate,
    int Closed,
    DurationDetails FirstResponse,
    DurationDetails Resolution,
    SatisfactionFiguresDetails? Satisfaction);

/// <summary>How long something took, in elapsed minutes: nights, weekends and waiting are in it. Null when there are none.</summary>
/// <param name="Count">Of how many tickets.</param>
/// <param name="P90Minutes">Nine in ten took no longer.</param>
public sealed record DurationDetails(int Count, decimal? AverageMinutes, decimal? MedianMinutes, decimal? P90Minutes);

/// <summary>What customers answered.</summary>
/// <param name="Answers">How many did.</param>
/// <param name="AverageScore">From 1 to 5; null without an answer.</param>
/// <param name="Scores">How often each score was given, from 1 to 5.</param>
/// <param name="Csat">The share of the scores 4 and 5, from 0 to 1; null without an answer.</param>
public sealed record SatisfactionFiguresDetails(int Answers, decimal? AverageScore, IReadOnlyList<ScoreCountDetails> Scores, decimal? Csat);

public sealed record ScoreCountDetails(int Score, int Count);

/// <summary>Counts in the database what the caller sees.</summary>
public interface ITicketFigures
{
    /// <summary>The first rows, by one statement.</summary>
    Task<IReadOnlyList<TicketStatisticsRow>> Count(GetTicketStatistics asked, int most, CancellationToken ct);
}

internal sealed class GetTicketStatisticsHandler(ITicketFigures figures, ITimeZones zones, ICurrentUser caller) : IRequestHandler<GetTicketStatistics, TicketStatisticsDetails>
{
    public async Task<TicketStatisticsDetails> Handle(GetTicketStatistics q, CancellationToken ct)
    {
        if (q.By.Count > GetTicketStatistics.MostDimensions) throw InvalidInput.Parameter("by", InputErrors.StatisticsDimensions, $"At most {GetTicketStatistics.MostDimensions} dimensions go together.");
        if (q.By.Count(GetTicketStatistics.IsTime) > 1) throw InvalidInput.Parameter("by", InputErrors.StatisticsDimensions, "Of day, week and month one goes with another dimension, not two.");
        // PostgreSQL takes abbreviations and rules for zones, too.
        if (!zones.IsKnown(q.TimeZone)) throw InvalidInput.Parameter("timeZone", InputErrors.TimeZoneUnknown, TimeZoneRules.Expected);
        var rows = await figures.Count(q, GetTicketStatistics.MostRows + 1, ct);
        if (rows.Count > GetTicketStatistics.MostRows)
            throw InvalidInput.Parameter("by", InputErrors.StatisticsTooManyRows, $"There are more than {GetTicketStatistics.MostRows} rows: take a shorter period or a coarser dimension.");
        if (caller.Access.Fields.IsHidden("ticket", "satisfaction")) rows = [.. rows.Select(r => r with { Satisfaction = null })];
        return new(q.Period.From, q.Period.To, q.TimeZone, q.By, rows);
    }
}
