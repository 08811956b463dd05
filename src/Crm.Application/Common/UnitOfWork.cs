namespace Crm.Application.Common;

/// <summary>One transaction around a piece of work: committed when the work is done, undone when it throws. Rows are locked in one order, but callers who link
/// records crosswise can still wait for each other; the one that the database stops is run again from its beginning.</summary>
public sealed class UnitOfWork(ICrmDb db)
{
    private const int Attempts = 5;

    private bool _isRunning;
    private bool _isCommitted;

    /// <summary>Runs the work. Work inside other work is a part of it: it is committed, undone and repeated with the whole.</summary>
    public Task<T> Run<T>(Func<Task<T>> work, CancellationToken ct) => Run(work, isCommand: false, ct);

    /// <summary>Runs one command, whose last save may be committed at once when the command is not a part of other work.</summary>
    public Task<T> RunCommand<T>(Func<Task<T>> command, CancellationToken ct) => Run(command, isCommand: true, ct);

    private async Task<T> Run<T>(Func<Task<T>> work, bool isCommand, CancellationToken ct)
    {
        if (_isRunning) return await Within(work);
        _isRunning = true;
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await Once(work, isCommand, ct);
                }
                catch (Exception e) when (attempt < Attempts && !_isCommitted && db.IsCollision(e))
                {
                    db.Forget();
                }
            }
        }
        finally
        {
            _isRunning = false;
        }
    }

    private async Task<T> Within<T>(Func<Task<T>> part)
    {
        var mayEnd = db.MayEndWithSave;
        db.MayEndWithSave = false;
        try
        {
            return await part();
        }
        finally
        {
            db.MayEndWithSave = mayEnd;
        }
    }

    private async Task<T> Once<T>(Func<Task<T>> work, bool isCommand, CancellationToken ct)
    {
        var isPart = db.IsInTransaction;
        await using var transaction = await db.BeginAsync(ct);
        db.MayEndWithSave = isCommand && !isPart;
        try
        {
            var result = await work();
            await transaction.CommitAsync(ct);
            return result;
        }
        finally
        {
            _isCommitted = db.HasEnded;   // what only read afterwards and failed, is not repeated with what it read about
        }
    }
}
