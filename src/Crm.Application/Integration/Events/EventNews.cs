namespace Crm.Application.Integration.Events;

/// <summary>Tells those who wait in this process how far the feed goes. Whoever sees it move says so: the one who gives places here, and the job that looks what other instances did.</summary>
public sealed class EventNews
{
    private readonly Lock _lock = new();
    private long _head;
    private TaskCompletionSource _moved = New();
    private TaskCompletionSource _written = New();

    /// <summary>The feed goes so far now.</summary>
    public void Reached(long head)
    {
        TaskCompletionSource moved;
        lock (_lock)
        {
            if (head <= _head) return;
            _head = head;
            (moved, _moved) = (_moved, New());
        }
        moved.SetResult();
    }

    /// <summary>Waits until the feed goes beyond the place.</summary>
    /// <returns>Whether it does; false when the time was over before.</returns>
    public async Task<bool> Beyond(long place, CancellationToken ct)
    {
        while (true)
        {
            Task moved;
            lock (_lock)
            {
                if (_head > place) return true;
                moved = _moved.Task;
            }
            try
            {
                await moved.WaitAsync(ct);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    /// <summary>Ends when the feed goes further than now.</summary>
    public Task NextReached()
    {
        lock (_lock) return _moved.Task;
    }

    /// <summary>Events were written here that have no place yet.</summary>
    public void Written()
    {
        TaskCompletionSource written;
        lock (_lock) (written, _written) = (_written, New());
        written.SetResult();
    }

    /// <summary>Ends with the next events that are written here.</summary>
    public Task NextWritten()
    {
        lock (_lock) return _written.Task;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
