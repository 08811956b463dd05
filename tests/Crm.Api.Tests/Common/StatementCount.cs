using System.Diagnostics;

namespace Crm.Tests.Common;

/// <summary>Counts the statements that are sent to the database.</summary>
internal sealed class StatementCount : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    // The tests of other classes run meanwhile; what belongs to this one's calls carries its mark.
    private readonly AsyncLocal<string?> _mark = new();
    private int _count;

    public IDisposable Listen() => DiagnosticListener.AllListeners.Subscribe(this);

    public async Task<int> During(Func<Task<Answer>> call)
    {
        _mark.Value = "counted";
        _count = 0;
        (await call()).Ok();
        _mark.Value = null;
        return _count;
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore") value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == "Microsoft.EntityFrameworkCore.Database.Command.CommandExecuting" && _mark.Value is not null) Interlocked.Increment(ref _count);
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }
}
