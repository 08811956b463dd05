using Crm.Application.Observability;
using Crm.Application.Operations;
using Crm.Infrastructure.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.Infrastructure.Observability;

/// <summary>Looks every ten seconds at what waits to be done, for the measurements: a look at them asks nothing of the database.</summary>
internal sealed class BacklogJob : PeriodicJob
{
    private const string Look =
        """
        SELECT
          (SELECT count(*) FROM (SELECT 1 FROM events WHERE position IS NULL LIMIT 100000) e)::float8,
          (SELECT coalesce(extract(epoch FROM $1 - min(recorded_at)), 0) FROM events WHERE position IS NULL)::float8,
          (SELECT count(*) FROM (SELECT 1 FROM webhook_deliveries d WHERE status = 'pending' AND next_attempt_at <= $2 LIMIT 100000) d)::float8,
          (SELECT count(*) FROM jobs WHERE state = 'queued')::float8,
          (SELECT count(*) FROM jobs WHERE state = 'running')::float8,
          (SELECT coalesce(extract(epoch FROM $2 - min(next_clock_at)), 0) FROM tickets WHERE next_clock_at <= $2)::float8
        """;

    private readonly NpgsqlDataSource _database;
    private readonly RealTime _real;
    private readonly TimeProvider _clock;
    private double[]? _seen;

    public BacklogJob(IServiceScopeFactory scopes, NpgsqlDataSource database, RealTime real, TimeProvider clock, ILogger<BacklogJob> log) : base(scopes, real, log, TimeSpan.FromSeconds(10))
    {
        (_database, _real, _clock) = (database, real, clock);
        Observe(0, "crm.outbox.waiting", "{event}", "Events that have no place in the feed yet.");
        Observe(1, "crm.outbox.lag", "s", "How long the oldest of them waits.");
        Observe(2, "crm.webhooks.due", "{delivery}", "Deliveries of webhooks whose time has come.");
        Observe(3, "crm.jobs.waiting", "{job}", "Jobs that no instance has taken up.");
        Observe(4, "crm.jobs.running", "{job}", "Jobs that are being done.");
        Observe(5, "crm.sla.overdue", "s", "How long the warning or breach waits that should have been raised first.");
    }

    protected override async Task<int> Run(IServiceProvider services, CancellationToken ct)
    {
        await using var look = _database.CreateCommand(Look);
        look.Parameters.AddWithValue(_real.GetUtcNow());
        look.Parameters.AddWithValue(_clock.GetUtcNow());
        await using var row = await look.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        _seen = [.. Enumerable.Range(0, row.FieldCount).Select(row.GetDouble)];
        return 0;
    }

    private void Observe(int at, string name, string unit, string description) => Telemetry.Observe(name, unit, description, () => _seen?[at]);
}
