using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Payments;

/// <summary>Records money that was given back for an order, never more than was paid.</summary>
public sealed record RecordRefund : PaymentInput, IRequest<PaymentDetails>
{
    /// <summary>The order's return that it is for; its goods have come.</summary>
    public Id<Return>? ReturnId { get; init; }
}

internal sealed class RecordRefundHandler(ICrmDb db, IMapper mapper, TimeProvider clock) : IRequestHandler<RecordRefund, PaymentDetails>
{
    public async Task<PaymentDetails> Handle(RecordRefund c, CancellationToken ct)
    {
        var order = await db.Load(c.Id, ct);
        // The order's lock is enough: a return whose goods have come never goes back to where no refund is due.
        var rma = c.ReturnId is { } id ? await db.Refer(id, "/returnId", ct) : null;
        var refund = Payment.Refund(order, c.ToData(), rma, clock.GetUtcNow());
        db.Payments.Add(refund);
        await db.SaveLastAsync(ct);
        return mapper.Map<PaymentDetails>(refund);
    }
}
