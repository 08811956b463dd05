using System.Threading.RateLimiting;

namespace Crm.Api.Common;

/// <summary>So many permits in each window, which begins with the first request. Its leases say how many are left and when there are more, which those of the
/// framework's limiters do not; and it goes by the app's clock.</summary>
internal sealed class WindowLimiter(int permits, TimeSpan window, TimeProvider clock) : RateLimiter
{
    public static readonly MetadataName<State> Now = new("now");

    private readonly Lock _lock = new();
    private DateTimeOffset _ends = DateTimeOffset.MinValue;
    private int _left;
    private long _succeeded;
    private long _failed;

    /// <param name="Left">How many requests are left in the window.</param>
    /// <param name="Seconds">Seconds until the window ends, rounded up.</param>
    public sealed record State(int Left, int Seconds);

    // A partition that has been idle is forgotten; with it goes nothing, once its window is over.
    public override TimeSpan? IdleDuration => clock.GetUtcNow() - _ends is { Ticks: > 0 } idle ? idle : null;

    public override RateLimiterStatistics GetStatistics() =>
        new() { CurrentAvailablePermits = _left, CurrentQueuedCount = 0, TotalSuccessfulLeases = _succeeded, TotalFailedLeases = _failed };

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (now >= _ends) (_ends, _left) = (now + window, permits);
            var granted = permitCount <= _left;
            if (granted)
            {
                _left -= permitCount;
                _succeeded++;
            }
            else _failed++;
            return new Lease(granted, new(_left, (int)Math.Ceiling((_ends - now).TotalSeconds)));
        }
    }

    // Nobody waits in a queue: who has none left is told when to come back.
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => ValueTask.FromResult(AttemptAcquireCore(permitCount));

    private sealed class Lease(bool isAcquired, State now) : RateLimitLease
    {
        public override bool IsAcquired => isAcquired;

        public override IEnumerable<string> MetadataNames => [Now.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = metadataName == Now.Name ? now : null;
            return metadata is not null;
        }
    }
}
