using System.Data.Common;
using System.Text.RegularExpressions;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Service.Statistics;
using Crm.Domain.Service;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Infrastructure.Persistence.Service;

/// <summary>Counts by one statement around two queries of the context: percentiles are beyond LINQ, and who sees which tickets is for the context to say. Its conditions are taken over as they are.</summary>
internal sealed partial class TicketFigures(CrmDb db) : ITicketFigures
{
    // PostgreSQL asks of the zone only where there is a time to be shown in it.
    private const string KnowsZone = "SELECT now() AT TIME ZONE @zone";

    private const string Grouping = "assignee_id, queue_id, type, priority, channel";

    public async Task<IReadOnlyList<TicketStatisticsRow>> Count(GetTicketStatistics asked, int most, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var batch = db.NewBatch();
            batch.BatchCommands.Add(new(KnowsZone) { Parameters = { new("zone", asked.TimeZone) } });
            batch.BatchCommands.Add(Statement(asked, most));
            List<TicketStatisticsRow> rows = [];
            await using var reader = await db.ReadAsync(batch, ct);
            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct)) rows.Add(Row(new(reader), asked.By));
            return rows;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidParameterValue)
        {
            throw InvalidInput.Parameter("timeZone", InputErrors.TimeZoneUnknown, "The database does not know this time zone; send another name of the IANA database, such as Europe/Berlin.");
        }
        catch (Exception e) when (Faults.Translate(e, db) is { } translated)
        {
            throw translated;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private NpgsqlBatchCommand Statement(GetTicketStatistics asked, int most)
    {
        var (from, to) = (asked.Period.From, asked.Period.To);
        // Archived tickets were worked on, too; what was merged is counted where it went.
        var tickets = db.Tickets.WithArchived()
            .Where(t => t.MergedIntoId == null && (t.OpenedAt >= from && t.OpenedAt < to || t.FirstResponseAt >= from && t.FirstResponseAt < to || t.ResolvedAt >= from && t.ResolvedAt < to || t.ClosedAt >= from && t.ClosedAt < to))
            .Select(t => new { t.OpenedAt, t.FirstResponseAt, t.ResolvedAt, t.ClosedAt, t.ReopenedCount, t.AssigneeId, t.QueueId, t.Type, t.Priority, t.Channel });
        var answers = db.TicketSurveys.Where(s => s.AnsweredAt >= from && s.AnsweredAt < to)
            .Join(db.Tickets.WithArchived(), s => s.TicketId, t => t.Id, (s, t) => new { s.AnsweredAt, s.Score, t.AssigneeId, t.QueueId, t.Type, t.Priority, t.Channel });

        var command = new NpgsqlBatchCommand();
        var keys = string.Join(", ", asked.By.Select(Key));
        command.CommandText =
            $"""
             WITH seen (opened_at, first_response_at, resolved_at, closed_at, reopened_count, {Grouping}) AS ({Own(tickets, "t", command)}),
             answers (answered_at, score, {Grouping}) AS ({Own(answers, "s", command)}),
             facts AS (
               SELECT k.kind, k.at, k.minutes, s.reopened_count > 0 AS reopened, NULL::int AS score, {Grouping}
               FROM seen s CROSS JOIN LATERAL (VALUES
                 (1, s.opened_at, NULL::float8),
                 (2, s.first_response_at, extract(epoch FROM s.first_response_at - s.opened_at)::float8 / 60),
                 (3, s.resolved_at, extract(epoch FROM s.resolved_at - s.opened_at)::float8 / 60),
                 (4, s.closed_at, NULL)) AS k (kind, at, minutes)
               WHERE k.at >= @from AND k.at < @to
               UNION ALL
               SELECT 5, answered_at, NULL, NULL, score, {Grouping} FROM answers)
             SELECT {(keys.Length == 0 ? "" : keys + ",")}
               count(*) FILTER (WHERE kind = 1)::int, count(*) FILTER (WHERE kind = 3)::int, count(*) FILTER (WHERE kind = 3 AND reopened)::int, count(*) FILTER (WHERE kind = 4)::int,
               {Minutes(2)}, {Minutes(3)},
               count(*) FILTER (WHERE kind = 5)::int, avg(score)::float8, {string.Join(", ", Scores.Select(s => $"count(*) FILTER (WHERE score = {s})::int"))}
             FROM facts
             {(keys.Length == 0 ? "" : $"GROUP BY {keys} ORDER BY {keys}")}
             LIMIT @most
             """;
        command.Parameters.Add(new("from", from));
        command.Parameters.Add(new("to", to));
        command.Parameters.Add(new("zone", asked.TimeZone));
        command.Parameters.Add(new("most", most));
        return command;
    }

    private static IEnumerable<int> Scores => Enumerable.Range(TicketSurvey.LowestScore, TicketSurvey.HighestScore);

    private static string Minutes(int kind)
    {
        var of = $"FILTER (WHERE kind = {kind})";
        return $"count(*) {of}::int, avg(minutes) {of}, percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) {of}, percentile_cont(0.9) WITHIN GROUP (ORDER BY minutes) {of}";
    }

    private static string Key(TicketDimension dimension) => dimension switch
    {
        TicketDimension.Assignee => "assignee_id",
        TicketDimension.Queue => "queue_id",
        TicketDimension.Type => "type",
        TicketDimension.Priority => "priority",
        TicketDimension.Channel => "channel",
        TicketDimension.Day => "date_trunc('day', at AT TIME ZONE @zone)::date",
        TicketDimension.Week => "date_trunc('week', at AT TIME ZONE @zone)::date",
        _ => "date_trunc('month', at AT TIME ZONE @zone)::date",
    };

    /// <summary>A query of the context as text, its parameters under names of their own.</summary>
    private static string Own<T>(IQueryable<T> query, string prefix, NpgsqlBatchCommand into)
    {
        using var own = query.CreateDbCommand();
        var names = new Dictionary<string, string>();
        foreach (NpgsqlParameter parameter in own.Parameters)
        {
            var copy = parameter.Clone();
            names[$"@{parameter.ParameterName.TrimStart('@')}"] = copy.ParameterName = $"@{prefix}_{names.Count}";
            into.Parameters.Add(copy);
        }
        return ParameterName().Replace(own.CommandText, m => names.GetValueOrDefault(m.Value, m.Value));
    }

    private static TicketStatisticsRow Row(Cells cells, IReadOnlyList<TicketDimension> by)
    {
        var row = new TicketStatisticsRow(null, null, null, null, null, null, 0, 0, 0, null, 0, new(0, null, null, null), new(0, null, null, null), null);
        foreach (var dimension in by)
            row = dimension switch
            {
                TicketDimension.Assignee => row with { AssigneeId = cells.Next<Guid>() is { } id ? new(id) : null },
                TicketDimension.Queue => row with { QueueId = cells.Next<Guid>() is { } id ? new(id) : null },
                TicketDimension.Type => row with { Type = Enum.Parse<TicketType>(cells.Text(), ignoreCase: true) },
                TicketDimension.Priority => row with { Priority = (TicketPriority)cells.Number() },
                TicketDimension.Channel => row with { Channel = Enum.Parse<TicketChannel>(cells.Text(), ignoreCase: true) },
                _ => row with { StartsOn = cells.Next<DateOnly>() },
            };
        var (opened, resolved, reopened, closed) = (cells.Number(), cells.Number(), cells.Number(), cells.Number());
        return row with
        {
            Opened = opened,
            Resolved = resolved,
            Reopened = reopened,
            ReopenRate = Share(reopened, resolved),
            Closed = closed,
            FirstResponse = cells.Duration(),
            Resolution = cells.Duration(),
            Satisfaction = Satisfaction(cells),
        };
    }

    private static SatisfactionFiguresDetails Satisfaction(Cells cells)
    {
        var (answers, average) = (cells.Number(), cells.Rounded(2));
        List<ScoreCountDetails> scores = [.. Scores.Select(s => new ScoreCountDetails(s, cells.Number()))];
        return new(answers, average, scores, Share(scores.Where(s => s.Score >= 4).Sum(s => s.Count), answers));
    }

    private static decimal? Share(int part, int whole) => whole == 0 ? null : Math.Round((decimal)part / whole, 4);

    [GeneratedRegex(@"@\w+")]
    private static partial Regex ParameterName();

    /// <summary>The cells of a row, from left to right.</summary>
    private sealed class Cells(DbDataReader reader)
    {
        private int _at;

        public T? Next<T>() where T : struct
        {
            var at = _at++;
            return reader.IsDBNull(at) ? null : reader.GetFieldValue<T>(at);
        }

        public int Number() => reader.GetInt32(_at++);

        public string Text() => reader.GetString(_at++);

        public decimal? Rounded(int decimals) => Next<double>() is { } value ? Math.Round((decimal)value, decimals) : null;

        public DurationDetails Duration() => new(Number(), Rounded(1), Rounded(1), Rounded(1));
    }
}
