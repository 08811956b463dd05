using Crm.Application.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Returns;

/// <summary>The goods have arrived.</summary>
public sealed record ReceiveReturn : CommandOn<Return>, IRequest<ReturnDetails>;

internal sealed class ReceiveReturnHandler(ICrmDb db, TimeProvider clock) : IRequestHandler<ReceiveReturn, ReturnDetails>
{
    public async Task<ReturnDetails> Handle(ReceiveReturn c, CancellationToken ct)
    {
        var (rma, order) = await db.LoadWithOrder(c.Id, ct);
        rma.Receive(order, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return await ReturnDetails.Read(db, c.Id, ct);
    }
}
