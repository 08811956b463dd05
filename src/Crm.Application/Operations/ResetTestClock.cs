using Crm.Application.Common;
using Crm.Domain.Operations;
using MediatR;

namespace Crm.Application.Operations;

/// <summary>Back to the real time.</summary>
public sealed record ResetTestClock : ITransactional, IRequest<Unit>;

internal sealed class ResetTestClockHandler(ICrmDb db, ITestTime time) : IRequestHandler<ResetTestClock, Unit>
{
    public async Task<Unit> Handle(ResetTestClock c, CancellationToken ct)
    {
        if (!time.IsOn) throw TestClockErrors.NotHere;
        (await db.Load(TestClock.TheOne, ct)).Reset();
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
