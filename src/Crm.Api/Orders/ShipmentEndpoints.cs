using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Orders.Shipments;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Orders;

internal static class ShipmentEndpoints
{
    public static void MapShipments(this RouteGroupBuilder v1)
    {
        v1.MapPost("/orders/{id}/shipments", Task<Created<ShipmentDetails>> (Id<Order> id, PrepareShipment? body, IMediator send, CancellationToken ct) =>
                send.Send((body ?? new()) with { OrderId = id }, ct).Created("shipments", s => s.Id))
            .WithTags("Shipments").Needs(Area.Orders, Act.Change).Describe("prepareShipment", "Prepare a shipment", "Puts goods of a placed or confirmed order on a shipment; without lines, everything that is not on one yet.").MayConflict().Example("""{"carrier":"Speedy Express","trackingNumber":"SE-4711"}""");

        var shipments = v1.MapGroup("/shipments").WithTags("Shipments");

        shipments.MapGet("/", Task<ListPage<ShipmentRow>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListShipments(query.Request), ct))
            .Needs(Area.Orders, Act.Read).Describe("listShipments", "List shipments").Lists(ListShipments.Spec);

        shipments.MapSearch(Area.Orders, ListShipments.Spec, list => new ListShipments(list), "shipments");

        shipments.MapGet("/{id}", Task<ShipmentDetails> (Id<Shipment> id, IMediator send, CancellationToken ct) => send.Send(new GetShipment(id), ct))
            .Needs(Area.Orders, Act.Read).Describe("getShipment", "Read a shipment").ProducesProblem(404).Reads(ListShipments.Spec);

        shipments.MapPatch("/{id}", Task<ShipmentDetails> (Id<Shipment> id, MergePatch<ShipmentInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeShipment(body) { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("changeShipment", "Change a shipment").MayConflict();

        shipments.MapPut("/{id}/dispatch", Task<ShipmentDetails> (Id<Shipment> id, DispatchShipment? body, IMediator send, CancellationToken ct) => send.Send((body ?? new()) with { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("dispatchShipment", "Dispatch a shipment", "The shipment leaves the house: its goods are out of stock, its order is confirmed.").MayConflict();

        shipments.MapPut("/{id}/transit", Task<ShipmentDetails> (Id<Shipment> id, IMediator send, CancellationToken ct) => send.Send(new MarkShipmentInTransit { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("markShipmentInTransit", "Mark a shipment as in transit").MayConflict();

        shipments.MapPut("/{id}/delivery", Task<ShipmentDetails> (Id<Shipment> id, DeliverShipment? body, IMediator send, CancellationToken ct) => send.Send((body ?? new()) with { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("deliverShipment", "Record the delivery of a shipment").MayConflict();

        shipments.MapPut("/{id}/failure", Task<ShipmentDetails> (Id<Shipment> id, FailShipment body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("failShipment", "Record a failed delivery", "The carrier could not hand the shipment over and brings it back.").MayConflict();

        shipments.MapPut("/{id}/return-to-sender", Task<ShipmentDetails> (Id<Shipment> id, IMediator send, CancellationToken ct) => send.Send(new TakeBackShipment { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("takeBackShipment", "Take a failed shipment back", "The shipment is back in the house and pending again, its goods in stock and reserved.").MayConflict();

        shipments.MapPut("/{id}/loss", Task<ShipmentDetails> (Id<Shipment> id, IMediator send, CancellationToken ct) => send.Send(new LoseShipment { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("loseShipment", "Record the loss of a shipment", "The shipment is gone on the way; its quantities may go on another one.").MayConflict();

        shipments.MapPut("/{id}/cancellation", Task<ShipmentDetails> (Id<Shipment> id, IMediator send, CancellationToken ct) => send.Send(new CancelShipment { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("cancelShipment", "Cancel a shipment that has not left").MayConflict();

        shipments.MapPost("/{id}/tracking-events", Task<ShipmentDetails> (Id<Shipment> id, TrackShipment body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("trackShipment", "Add a tracking event", "Adds what the carrier reports; the same report twice is kept once.").MayConflict();
    }
}
