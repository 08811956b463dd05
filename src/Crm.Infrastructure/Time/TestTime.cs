using Crm.Application.Operations;
using Npgsql;

namespace Crm.Infrastructure.Time;

/// <summary>The time as the test clock has it. It is asked before each request and each run of a job, so that all instances agree from the moment on in which it is set; timers are not moved.</summary>
internal sealed class TestTime(TimeProvider real, NpgsqlDataSource database) : TimeProvider, ITestTime
{
    private volatile State _state = new(TimeSpan.Zero, null);

    public bool IsOn => true;

    public TimeProvider Real => real;

    public override DateTimeOffset GetUtcNow() => _state is var state && state.StoppedAt is { } stopped ? stopped : real.GetUtcNow() + state.Shift;

    public override long GetTimestamp() => real.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => real.CreateTimer(callback, state, dueTime, period);

    public async Task Follow(CancellationToken ct)
    {
        await using var command = database.CreateCommand("SELECT shift, stopped_at FROM test_clocks");
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (await reader.ReadAsync(ct)) _state = new(await reader.GetFieldValueAsync<TimeSpan>(0, ct), await reader.IsDBNullAsync(1, ct) ? null : await reader.GetFieldValueAsync<DateTimeOffset>(1, ct));
    }

    private sealed record State(TimeSpan Shift, DateTimeOffset? StoppedAt);
}

/// <summary>Of an instance that goes by the real time alone.</summary>
internal sealed class NoTestTime : ITestTime
{
    public bool IsOn => false;

    public Task Follow(CancellationToken ct) => Task.CompletedTask;
}
