using System.Diagnostics;

namespace Crm.Tests.Observability;

/// <summary>Counts how often one database is asked, a batch of statements as once: what the driver itself reports.</summary>
internal sealed class RoundTrips : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly List<string> _sent = [];

    public RoundTrips(string database)
    {
        var name = new Npgsql.NpgsqlConnectionStringBuilder(database).Database;
        _listener = new()
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (!activity.TagObjects.Any(t => t.Key is "db.name" or "db.namespace" && (t.Value as string)?.Contains(name!, StringComparison.Ordinal) == true)) return;
                lock (_sent) _sent.Add(activity.TagObjects.FirstOrDefault(t => t.Key is "db.statement" or "db.query.text").Value as string ?? activity.DisplayName);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>What was sent while the call ran.</summary>
    public async Task<IReadOnlyList<string>> During(Func<Task> call)
    {
        lock (_sent) _sent.Clear();
        await call();
        lock (_sent) return [.. _sent];
    }

    public void Dispose() => _listener.Dispose();
}
