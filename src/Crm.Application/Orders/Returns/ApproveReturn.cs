using Crm.Application.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Returns;

/// <summary>The customer may send the goods.</summary>
public sealed record ApproveReturn : CommandOn<Return>, IRequest<ReturnDetails>;

internal sealed class ApproveReturnHandler(ICrmDb db, TimeProvider clock) : IRequestHandler<ApproveReturn, ReturnDetails>
{
    public async Task<ReturnDetails> Handle(ApproveReturn c, CancellationToken ct)
    {
        var rma = await db.Load(c.Id, ct);
        rma.Approve(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return await ReturnDetails.Read(db, c.Id, ct);
    }
}
