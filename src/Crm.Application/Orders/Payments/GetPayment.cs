using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Orders.Payments;

public sealed record GetPayment(Id<Payment> Id) : IRequest<PaymentDetails>;

internal sealed class GetPaymentHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetPayment, PaymentDetails>
{
    public Task<PaymentDetails> Handle(GetPayment q, CancellationToken ct) =>
        db.Payments.AsNoTracking().Where(p => p.Id == q.Id).ProjectTo<PaymentDetails>(maps).Single(q.Id, ct);
}
