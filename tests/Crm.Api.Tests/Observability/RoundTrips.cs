using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Crm.Tests.Observability;

/// <summary>Counts how often one database is asked, a batch of statements as once: what the driver itself reports, and the commits, of which it reports nothing. The beginning of a transaction goes with its first statement; a COPY counts as one, though the server is asked before it is sent.</summary>
internal sealed partial class RoundTrips : IDisposable
{
    public const string Commit = "COMMIT";

    private readonly ActivityListener _listener;
    private readonly Watch _commits;
    private readonly List<string> _sent = [];

    public RoundTrips(string database)
    {
        var name = new Npgsql.NpgsqlConnectionStringBuilder(database).Database!;
        _listener = new()
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (!activity.TagObjects.Any(t => t.Key is "db.name" or "db.namespace" && (t.Value as string)?.Contains(name, StringComparison.Ordinal) == true)) return;
                Add(activity.TagObjects.FirstOrDefault(t => t.Key is "db.statement" or "db.query.text").Value as string ?? activity.DisplayName);
            },
        };
        ActivitySource.AddActivityListener(_listener);
        _commits = new(e =>
        {
            if (e.Transaction.Connection?.Database == name) Add(Commit);
        });
    }

    /// <summary>How many statements were sent in one of them; what is within a statement is indented or follows other words.</summary>
    public static int Statements(string sent) => BeginOfStatement().Count(sent);

    /// <summary>What was sent while the call ran.</summary>
    public async Task<IReadOnlyList<string>> During(Func<Task> call)
    {
        lock (_sent) _sent.Clear();
        await call();
        lock (_sent) return [.. _sent];
    }

    public void Dispose()
    {
        _listener.Dispose();
        _commits.Dispose();
    }

    [GeneratedRegex(@"(?:^|;\s*)(?:SELECT|INSERT|UPDATE|DELETE|WITH|SET|SAVEPOINT|RELEASE|COPY|COMMIT)\b")]
    private static partial Regex BeginOfStatement();

    private void Add(string sent)
    {
        lock (_sent) _sent.Add(sent);
    }

    private sealed class Watch : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly Action<TransactionEventData> _committing;
        private readonly List<IDisposable> _subscriptions = [];

        public Watch(Action<TransactionEventData> committing)
        {
            _committing = committing;
            _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public void OnNext(DiagnosticListener source)
        {
            if (source.Name == "Microsoft.EntityFrameworkCore") _subscriptions.Add(source.Subscribe(this, name => name == RelationalEventId.TransactionCommitting.Name));
        }

        public void OnNext(KeyValuePair<string, object?> told)
        {
            if (told.Key == RelationalEventId.TransactionCommitting.Name && told.Value is TransactionEventData e) _committing(e);   // others may have asked for more
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }

        public void Dispose() => _subscriptions.ForEach(s => s.Dispose());
    }
}
