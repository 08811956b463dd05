using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Payments;

/// <summary>Records money that came in for an order.</summary>
public sealed record RecordPayment : PaymentInput, IRequest<PaymentDetails>;

internal sealed class RecordPaymentHandler(ICrmDb db, IMapper mapper, TimeProvider clock) : IRequestHandler<RecordPayment, PaymentDetails>
{
    public async Task<PaymentDetails> Handle(RecordPayment c, CancellationToken ct)
    {
        var order = await db.Load(c.Id, ct);
        var payment = Payment.Receive(order, c.ToData(), clock.GetUtcNow());
        db.Payments.Add(payment);
        await db.SaveLastAsync(ct);
        return mapper.Map<PaymentDetails>(payment);
    }
}
