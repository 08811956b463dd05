using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Orders.Orders;
using Crm.Application.Orders.Returns;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Payments;

public sealed record ListPayments(ListRequest List) : IRequest<ListPage<PaymentDetails>>
{
    public static readonly ListSpec<Payment> Spec = new ListSpec<Payment>(p => p.Id)
        .Sortable("receivedAt", p => p.ReceivedAt)
        .Sortable("createdAt", p => p.CreatedAt)
        .Sortable("amount", p => p.Amount)
        .Filter("orderId", p => p.OrderId)
        .Filter("kind", p => p.Kind)
        .Filter("method", p => p.Method)
        .Filter("currency", p => p.Currency)
        .Filter("reference", p => p.Reference)
        .Filter("returnId", p => p.ReturnId)
        .Through("order", p => (Id<Order>?)p.OrderId, () => ListOrders.Spec)
        .Expands<Order, OrderRow>("order", () => ListOrders.Spec, list => new ListOrders(list))
        .Expands<Return, ReturnRow>("return", () => ListReturns.Spec, list => new ListReturns(list))
        .SortedBy("-receivedAt");
}

internal sealed class ListPaymentsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListPayments, ListPage<PaymentDetails>>
{
    public Task<ListPage<PaymentDetails>> Handle(ListPayments q, CancellationToken ct) =>
        lists.Page<Payment, PaymentDetails>(db.Payments, ListPayments.Spec, q.List, ct);
}
