using Crm.Application.Common;
using Crm.Domain.Operations;
using FluentValidation;
using MediatR;

namespace Crm.Application.Operations;

/// <summary>Lets time pass at once: what comes due in it is dealt with by the jobs within seconds.</summary>
public sealed record AdvanceTestClock : ITransactional, IRequest<TestClockDetails>
{
    /// <summary>Ten years of seconds.</summary>
    public const int SecondsMax = 10 * 366 * 24 * 60 * 60;

    /// <summary>How many seconds pass.</summary>
    public required int Seconds { get; init; }
}

internal sealed class AdvanceTestClockValidator : AbstractValidator<AdvanceTestClock>
{
    public AdvanceTestClockValidator() => RuleFor(c => (int?)c.Seconds).Within(1, AdvanceTestClock.SecondsMax).OverridePropertyName(nameof(AdvanceTestClock.Seconds));
}

internal sealed class AdvanceTestClockHandler(ICrmDb db, ITestTime time, RealTime real) : IRequestHandler<AdvanceTestClock, TestClockDetails>
{
    public async Task<TestClockDetails> Handle(AdvanceTestClock c, CancellationToken ct)
    {
        if (!time.IsOn) throw TestClockErrors.NotHere;
        var clock = await db.Load(TestClock.TheOne, ct);
        var now = real.GetUtcNow();
        clock.Advance(TimeSpan.FromSeconds(c.Seconds), now);
        await db.SaveLastAsync(ct);
        return TestClockDetails.Of(clock, now);
    }
}
