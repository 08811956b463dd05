using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Crm.Tests.Common;

/// <summary>Counts the statements that are sent to one database; those of other tests go to theirs.</summary>
internal sealed class StatementCount(string database) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private int _count;

    public IDisposable Listen() => DiagnosticListener.AllListeners.Subscribe(this);

    public async Task<int> During(Func<Task<Answer>> call)
    {
        _count = 0;
        (await call()).Ok();
        return _count;
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore") value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: "Microsoft.EntityFrameworkCore.Database.Command.CommandExecuting", Value: CommandEventData { Command.Connection: { } connection } } && connection.Database == database)
            Interlocked.Increment(ref _count);
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }
}
