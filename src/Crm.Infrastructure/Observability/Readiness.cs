using System.Reflection;
using Crm.Application.Operations;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Crm.Infrastructure.Observability;

public enum NotReadyReason { Stopping, DatabaseUnreachable, DatabaseReadOnly, SchemaOutdated }

/// <summary>How an instance says that it takes no new requests: its readiness fails first, and the doors close after a while.</summary>
/// <param name="Drain">How long it goes on answering after its readiness has failed, so that whoever spreads the requests has looked.</param>
public sealed record ShutdownSettings(TimeSpan Drain);

/// <summary>Whether this instance can do its work: the database answers, can be written to, and has the schema that this version needs (or a later one).</summary>
public sealed class Readiness(NpgsqlDataSource database, ShutdownSettings shutdown, RealTime real) : IHostedLifecycleService, IDisposable
{
    private const string Look = """SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on', EXISTS (SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = $1)""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);   // so that strangers who ask often, ask us and not the database
    private static readonly string Newest = typeof(CrmDb).Assembly.GetTypes().Select(t => t.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().Max(StringComparer.Ordinal)!;

    private readonly SemaphoreSlim _one = new(1);
    private (long At, NotReadyReason? Answer)? _last;
    private bool _isStopping;

    /// <summary>Why it is not ready; null when it is.</summary>
    public async Task<NotReadyReason?> WhyNot(CancellationToken ct)
    {
        if (_isStopping) return NotReadyReason.Stopping;
        await _one.WaitAsync(ct);
        try
        {
            if (_last is { } last && real.GetElapsedTime(last.At) < Kept) return last.Answer;
            var answer = await Ask(ct);
            _last = (real.GetTimestamp(), answer);
            return answer;
        }
        finally
        {
            _one.Release();
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (_isStopping) return;
        _isStopping = true;
        await Task.Delay(shutdown.Drain, real, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _one.Dispose();

    private async Task<NotReadyReason?> Ask(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = real.CreateTimer(_ => patience.Cancel(), null, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            await using var look = database.CreateCommand(Look);
            look.Parameters.AddWithValue(Newest);
            await using var row = await look.ExecuteReaderAsync(patience.Token);
            await row.ReadAsync(patience.Token);
            return row.GetBoolean(0) ? NotReadyReason.DatabaseReadOnly : row.GetBoolean(1) ? null : NotReadyReason.SchemaOutdated;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return NotReadyReason.SchemaOutdated;
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException or TimeoutException && !ct.IsCancellationRequested)
        {
            return NotReadyReason.DatabaseUnreachable;
        }
    }
}
