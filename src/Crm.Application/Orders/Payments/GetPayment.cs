using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Payments;

public sealed record GetPayment(Id<Payment> Id) : IRequest<PaymentDetails>;

internal sealed class GetPaymentHandler(ICrmDb db) : IRequestHandler<GetPayment, PaymentDetails>
{
    public Task<PaymentDetails> Handle(GetPayment q, CancellationToken ct) => db.GetAsync<Payment, PaymentDetails>(q.Id, ct);
}
