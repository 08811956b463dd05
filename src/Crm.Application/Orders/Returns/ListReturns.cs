using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Orders.Orders;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Returns;

public sealed record ListReturns(ListRequest List) : IRequest<ListPage<ReturnRow>>
{
    public static readonly ListSpec<Return> Spec = new ListSpec<Return>(r => r.Id)
        .Sortable("requestedAt", r => r.RequestedAt)
        .Sortable("createdAt", r => r.CreatedAt)
        .Filter("number", r => r.Number)
        .Filter("orderId", r => r.OrderId)
        .Filter("status", r => r.Status)
        .Filter("receivedAt", r => r.ReceivedAt)
        .Filter("closedAt", r => r.ClosedAt)
        .Filter("overriddenBy", r => r.OverriddenBy)
        .FilterAny<ReturnReason>("reason", any => r => r.Lines.Any(l => any.Contains(l.Reason)))
        .FilterAny<ReturnWish>("wish", any => r => r.Lines.Any(l => any.Contains(l.Wish)))
        .FilterAny<ReturnWish>("remedy", any => r => r.Lines.Any(l => l.Remedy != null && any.Contains(l.Remedy.Value)))
        .Through("order", r => (Id<Order>?)r.OrderId, () => ListOrders.Spec)
        .Expands<Order, OrderRow>("order", () => ListOrders.Spec, list => new ListOrders(list))
        .SortedBy("-requestedAt");
}

public sealed record ReturnRow(
    Id<Return> Id,
    int Version,
    string Number,
    Id<Order> OrderId,
    ReturnStatus Status,
    DateTimeOffset RequestedAt,
    DateTimeOffset? ReceivedAt,
    DateTimeOffset? ClosedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Return, ReturnRow>();
    }
}

internal sealed class ListReturnsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListReturns, ListPage<ReturnRow>>
{
    public Task<ListPage<ReturnRow>> Handle(ListReturns q, CancellationToken ct) =>
        lists.Page<Return, ReturnRow>(db.Returns, ListReturns.Spec, q.List, ct);
}
