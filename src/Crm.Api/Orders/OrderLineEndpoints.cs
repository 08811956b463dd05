using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Orders.Lines;
using Crm.Application.Orders.Orders;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Api.Orders;

internal static class OrderLineEndpoints
{
    public static void MapOrderLines(this RouteGroupBuilder v1)
    {
        var lines = v1.MapGroup("/order-lines").WithTags("Orders");

        lines.MapGet("/", Task<ListPage<OrderLineRow>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListOrderLines(query.Request), ct))
            .Needs(Area.Orders, Act.Read).Describe("listOrderLines", "List the lines of all orders").Lists(ListOrderLines.Spec);

        lines.MapSearch(Area.Orders, ListOrderLines.Spec, list => new ListOrderLines(list), "order lines");

        v1.MapPost("/orders/{id}/lines", Task<OrderDetails> (Id<Order> id, AddOrderLine body, IMediator send, CancellationToken ct) => send.Send(body with { OrderId = id }, ct))
            .WithTags("Orders").Needs(Area.Orders, Act.Change).Describe("addOrderLine", "Add a line to an order", "Answers the whole order, whose totals the line changes.").MayConflict()
            .Example("""{"text":"Gift wrapping","quantity":2,"unitPrice":{"amount":"3.50","currency":"EUR"},"taxRate":19}""");

        lines.MapGet("/{id}", Task<OrderLineRow> (Id<OrderLine> id, IMediator send, CancellationToken ct) => send.Send(new GetOrderLine(id), ct))
            .Needs(Area.Orders, Act.Read).Describe("getOrderLine", "Read an order's line", "The ETag is the order's: a line changes with its order.").ProducesProblem(404).Reads(ListOrderLines.Spec);

        lines.MapPatch("/{id}", Task<OrderDetails> (Id<OrderLine> id, MergePatch<OrderLineTermsInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeOrderLine(body) { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("changeOrderLine", "Change an order's line", "Allowed until the line is on a shipment. If-Match takes the ETag of the line or of its order, which are the same. Answers the whole order.").MayConflict().RequireIfMatch();

        lines.MapDelete("/{id}", Task<OrderDetails> (Id<OrderLine> id, IMediator send, CancellationToken ct) => send.Send(new RemoveOrderLine { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("removeOrderLine", "Take a line off an order", "Allowed until the line is on a shipment; a placed order keeps something. Answers the whole order.").MayConflict();

        lines.MapPost("/{id}/cancellation", Task<OrderDetails> (Id<OrderLine> id, CancelOrderLine body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("cancelOrderLine", "Cancel what is not on a shipment of a line", "Answers the whole order.").MayConflict();
    }
}
