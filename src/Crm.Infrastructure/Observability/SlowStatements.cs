using System.Diagnostics;
using Crm.Application.Observability;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Observability;

/// <summary>From when on a statement is called slow.</summary>
/// <param name="Milliseconds">0 for never.</param>
public sealed record SlowStatementSettings(int Milliseconds = 500);

/// <summary>Logs statements that took long, with the operation that they belong to. Their texts have parameters instead of values.</summary>
internal sealed class SlowStatements(SlowStatementSettings settings, ILogger<SlowStatements> log) : IHostedService, IDisposable
{
    private const int TextMax = 2000;

    private ActivityListener? _listener;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Milliseconds == 0) return Task.CompletedTask;
        _listener = new()
        {
            ShouldListenTo = source => source.Name is Driver.TelemetryName or Telemetry.WorkName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = Look,
        };
        ActivitySource.AddActivityListener(_listener);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _listener?.Dispose();

    private void Look(Activity statement)
    {
        if (statement.Source.Name != Driver.TelemetryName || statement.Duration.TotalMilliseconds < settings.Milliseconds) return;
        var text = (statement.GetTagItem("db.query.text") ?? statement.GetTagItem("db.statement")) as string ?? statement.DisplayName;
        log.LogWarning("A statement of {Operation} took {Milliseconds} ms: {Statement}", OperationOf(statement) ?? "unnamed work", (long)statement.Duration.TotalMilliseconds, text.Length > TextMax ? text[..TextMax] : text);
    }

    private static string? OperationOf(Activity? span)
    {
        for (; span is not null; span = span.Parent)
            if (span.GetTagItem(Telemetry.Operation) is string operation) return operation;
        return null;
    }
}
