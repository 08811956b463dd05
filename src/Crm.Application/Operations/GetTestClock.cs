using Crm.Application.Common;
using Crm.Domain.Operations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Operations;

public sealed record GetTestClock : IRequest<TestClockDetails>;

internal sealed class GetTestClockHandler(ICrmDb db, ITestTime time, RealTime real) : IRequestHandler<GetTestClock, TestClockDetails>
{
    public async Task<TestClockDetails> Handle(GetTestClock q, CancellationToken ct) =>
        time.IsOn ? TestClockDetails.Of(await db.TestClocks.AsNoTracking().SingleAsync(ct), real.GetUtcNow()) : throw TestClockErrors.NotHere;
}
