using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Orders.Orders;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Shipments;

public sealed record ListShipments(ListRequest List) : IRequest<ListPage<ShipmentRow>>
{
    public static readonly ListSpec<Shipment> Spec = new ListSpec<Shipment>(s => s.Id)
        .Sortable("createdAt", s => s.CreatedAt)
        .Sortable("shippedAt", s => s.ShippedAt)
        .Filter("number", s => s.Number)
        .Filter("orderId", s => s.OrderId)
        .Filter("status", s => s.Status)
        .Filter("carrier", s => s.Carrier)
        .Filter("trackingNumber", s => s.TrackingNumber)
        .Filter("promisedAt", s => s.PromisedAt)
        .Filter("deliveredAt", s => s.DeliveredAt)
        .Through("order", s => (Id<Order>?)s.OrderId, () => ListOrders.Spec)
        .Expands<Order, OrderRow>("order", () => ListOrders.Spec, list => new ListOrders(list))
        .SortedBy("-createdAt");
}

public sealed record ShipmentRow(
    Id<Shipment> Id,
    int Version,
    string? Number,
    Id<Order> OrderId,
    ShipmentStatus Status,
    string? Carrier,
    string? TrackingNumber,
    DateTimeOffset? PromisedAt,
    DateTimeOffset? ShippedAt,
    DateTimeOffset? DeliveredAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Shipment, ShipmentRow>();
    }
}

internal sealed class ListShipmentsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListShipments, ListPage<ShipmentRow>>
{
    public Task<ListPage<ShipmentRow>> Handle(ListShipments q, CancellationToken ct) =>
        lists.Page<Shipment, ShipmentRow>(db.Shipments, ListShipments.Spec, q.List, ct);
}
