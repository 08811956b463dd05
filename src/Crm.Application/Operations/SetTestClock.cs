using Crm.Application.Common;
using Crm.Domain.Operations;
using FluentValidation;
using MediatR;

namespace Crm.Application.Operations;

/// <summary>Sets the test clock, which every instance follows from its next request or job on.</summary>
public sealed record SetTestClock : ITransactional, IRequest<TestClockDetails>
{
    /// <summary>What time it is from now on, from 2000 to 2200.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether it stands there and moves only when it is advanced; otherwise it goes on.</summary>
    public bool IsStopped { get; init; }
}

internal sealed class SetTestClockValidator : AbstractValidator<SetTestClock>
{
    public SetTestClockValidator() => RuleFor(c => (DateTimeOffset?)c.Now).SensibleTime().OverridePropertyName(nameof(SetTestClock.Now));
}

internal sealed class SetTestClockHandler(ICrmDb db, ITestTime time, RealTime real) : IRequestHandler<SetTestClock, TestClockDetails>
{
    public async Task<TestClockDetails> Handle(SetTestClock c, CancellationToken ct)
    {
        if (!time.IsOn) throw TestClockErrors.NotHere;
        var clock = await db.Load(TestClock.TheOne, ct);
        var now = real.GetUtcNow();
        clock.Set(c.Now, c.IsStopped, now);
        await db.SaveLastAsync(ct);
        return TestClockDetails.Of(clock, now);
    }
}
