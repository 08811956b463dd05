namespace Crm.Application.Operations;

/// <summary>The time of an instance, where it can be another than the real one.</summary>
public interface ITestTime
{
    /// <summary>Whether this instance follows the test clock.</summary>
    bool IsOn { get; }

    /// <summary>Goes by what the test clock says now.</summary>
    Task Follow(CancellationToken ct);
}

/// <summary>The real time, for what a test clock must not move: tokens, sessions, keys, and limits on requests.</summary>
public sealed class RealTime(TimeProvider time) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
}
