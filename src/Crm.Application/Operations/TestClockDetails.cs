using Crm.Application.Common;
using Crm.Domain.Operations;

namespace Crm.Application.Operations;

/// <summary>What time it is, for all rules but tokens.</summary>
/// <param name="Version">Increased by each change; the ETag.</param>
/// <param name="Now">The time by the test clock.</param>
/// <param name="RealNow">The real time.</param>
/// <param name="IsStopped">Whether it stands where it was set, and moves only when it is advanced.</param>
/// <param name="IsMoved">Whether it is another time than the real one.</param>
public sealed record TestClockDetails(int Version, DateTimeOffset Now, DateTimeOffset RealNow, bool IsStopped, bool IsMoved) : IPartlyVersioned
{
    internal static TestClockDetails Of(TestClock clock, DateTimeOffset real) => new(clock.Version, clock.Now(real), real, clock.StoppedAt is not null, clock.StoppedAt is not null || clock.Shift != TimeSpan.Zero);
}
