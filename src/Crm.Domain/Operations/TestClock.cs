using Crm.Domain.Common;

namespace Crm.Domain.Operations;

/// <summary>How far the time of an installation that is no production is from the real one. There is one, which every instance follows.</summary>
public sealed class TestClock : Aggregate
{
    /// <summary>The only one.</summary>
    public static readonly Id<TestClock> TheOne = new(Guid.Parse("00000000-0000-7000-8000-000000000001"));

    /// <summary>Calendars, databases and due times are at ease from here…</summary>
    public static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>…to here.</summary>
    public static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private TestClock() { }

    public Id<TestClock> Id { get; private set; } = TheOne;

    /// <summary>What is added to the real time.</summary>
    public TimeSpan Shift { get; private set; }

    /// <summary>Where it stands, when it does not go on by itself.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }

    public DateTimeOffset Now(DateTimeOffset real) => StoppedAt ?? real + Shift;

    /// <summary>Sets it to an instant, from where it goes on or where it stands.</summary>
    public void Set(DateTimeOffset now, bool isStopped, DateTimeOffset real)
    {
        if (now < Earliest || now > Latest) throw TestClockErrors.OutOfRange;
        (Shift, StoppedAt) = (isStopped ? TimeSpan.Zero : now - real, isStopped ? now : null);
    }

    public void Advance(TimeSpan by, DateTimeOffset real) => Set(Now(real) + by, StoppedAt is not null, real);

    /// <summary>Back to the real time.</summary>
    public void Reset() => (Shift, StoppedAt) = (TimeSpan.Zero, null);
}

public static class TestClockErrors
{
    public static RuleBroken NotHere => new("test_clock.not_here", "This instance goes by the real time: the test clock is for instances outside of production that have TestClock:Enabled.");

    public static RuleBroken OutOfRange => new("test_clock.out_of_range", "The test clock goes from 2000 to 2200.");
}
