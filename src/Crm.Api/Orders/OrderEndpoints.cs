using Crm.Api.Audit;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Orders.Orders;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Orders;

internal static class OrderEndpoints
{
    public static void MapOrders(this RouteGroupBuilder v1)
    {
        var orders = v1.MapGroup("/orders").WithTags("Orders");

        orders.MapGet("/", Task<ListPage<OrderRow>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListOrders(query.Request), ct))
            .Needs(Area.Orders, Act.Read).Describe("listOrders", "List orders").Lists(ListOrders.Spec);

        orders.MapSearch(Area.Orders, ListOrders.Spec, list => new ListOrders(list), "orders");

        orders.MapPost("/", Task<Created<OrderDetails>> (DraftOrder body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("orders", o => o.Id))
            .Needs(Area.Orders, Act.Create).Describe("draftOrder", "Draft an order, or place it at once", "Drafts an order with its lines; with place it is placed in the same act, all of it or nothing.").ProducesProblem(409)
            .Example("""
                {"customerId":"01a20039-4cef-7fc4-aab7-f430820afabe","channel":"phone","currency":"EUR","place":true,
                 "shippingAddress":{"line1":"Hauptstraße 12","postalCode":"10827","city":"Berlin","country":"DE"},
                 "lines":[{"text":"Tasting at the customer's","quantity":1,"unitPrice":{"amount":"80.00","currency":"EUR"},"taxRate":19}]}
                """);

        orders.MapGet("/{id}", Task<OrderDetails> (Id<Order> id, IMediator send, CancellationToken ct) => send.Send(new GetOrder(id), ct))
            .Needs(Area.Orders, Act.Read).Describe("getOrder", "Read an order").ProducesProblem(404).Reads(ListOrders.Spec);

        orders.MapPatch("/{id}", Task<OrderDetails> (Id<Order> id, MergePatch<OrderInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeOrder(body) { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("changeOrder", "Change an order's header").MayConflict();

        orders.MapArchiving<Order>(Area.Orders, "order");
        orders.MapAuditEntries<Order>(Area.Orders, "order");
        orders.MapExternalIds(Area.Orders, "orders", "order", ListOrders.Spec, new UpsertOrder(), id => new GetOrder(id), o => o.Id);
        orders.MapBulk<DraftOrder, OrderDetails>(Area.Orders, "orders", o => o.Id.Value);

        orders.MapPut("/{id}/placement", Task<OrderDetails> (Id<Order> id, IMediator send, CancellationToken ct) => send.Send(new PlaceOrder { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("placeOrder", "Place a draft", "Freezes the prices and reserves the goods, all of them or none (order.out_of_stock names what is short). Beyond the customer's credit the order goes on hold.").MayConflict();

        orders.MapPut("/{id}/confirmation", Task<OrderDetails> (Id<Order> id, IMediator send, CancellationToken ct) => send.Send(new ConfirmOrder { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("confirmOrder", "Confirm a placed order").MayConflict();

        orders.MapPut("/{id}/hold", Task<OrderDetails> (Id<Order> id, HoldOrder body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("holdOrder", "Put an order on hold").MayConflict();

        orders.MapDelete("/{id}/hold", Task<OrderDetails> (Id<Order> id, IMediator send, CancellationToken ct) => send.Send(new ReleaseOrder { Id = id }, ct))
            .Needs(Area.Orders, Act.Manage).Describe("releaseOrder", "Take an order off hold").MayConflict();

        orders.MapPost("/{id}/cancellation", Task<OrderDetails> (Id<Order> id, CancelOrder body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("cancelOrder", "Cancel an order").MayConflict().Example("""{"reason":"Ordered twice"}""");

        orders.MapGet("/{id}/changes", Task<ListPage<OrderChangeRow>> (Id<Order> id, ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListOrderChanges(id, query.Where("orderId", id)), ct))
            .Needs(Area.Orders, Act.Read).Describe("listOrderChanges", "List what was changed after placing").Lists(ListOrderChanges.Spec).ProducesProblem(404);
    }
}
