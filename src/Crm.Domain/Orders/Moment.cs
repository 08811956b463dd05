namespace Crm.Domain.Orders;

/// <summary>Times that people and carriers give for what they report.</summary>
internal static class Moment
{
    /// <summary>Clocks of other machines run ahead a little.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    public static bool IsFuture(DateTimeOffset? at, DateTimeOffset now) => at > now + Skew;

    /// <summary>Now, unless what has to come before was reported by a clock that is ahead of ours.</summary>
    public static DateTimeOffset NotBefore(DateTimeOffset? earlier, DateTimeOffset now) => earlier > now ? earlier.Value : now;
}
