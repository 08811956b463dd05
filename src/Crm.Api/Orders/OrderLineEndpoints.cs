using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Orders.Lines;
using Crm.Application.Orders.Orders;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Api.Orders;

internal static class OrderLineEndpoints
{
    public static void MapOrderLines(this RouteGroupBuilder v1)
    {
        v1.MapGet("/order-lines", Task<ListPage<OrderLineRow>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListOrderLines(query.Request), ct))
            .WithTags("Orders").Describe("listOrderLines", "List the lines of all orders").Lists(ListOrderLines.Spec);

        v1.MapSearch(ListOrderLines.Spec, list => new ListOrderLines(list), "order lines", "/order-lines/search").WithTags("Orders");

        var lines = v1.MapGroup("/orders/{id}/lines").WithTags("Orders");

        lines.MapPost("/", Task<OrderDetails> (Id<Order> id, AddOrderLine body, IMediator send, CancellationToken ct) => send.Send(body with { OrderId = id }, ct))
            .Describe("addOrderLine", "Add a line to an order", "Answers the whole order, of which the line is a part without an address of its own.").MayConflict();

        lines.MapPatch("/{lineId}", Task<OrderDetails> (Id<Order> id, Id<OrderLine> lineId, MergePatch<OrderLineTermsInput> body, IMediator send, CancellationToken ct) =>
                send.Send(new ChangeOrderLine(body) { Id = id, LineId = lineId }, ct))
            .Describe("changeOrderLine", "Change an order's line", "Allowed until the line is on a shipment. If-Match takes the order's ETag.").MayConflict().RequireIfMatch();

        lines.MapDelete("/{lineId}", Task<OrderDetails> (Id<Order> id, Id<OrderLine> lineId, IMediator send, CancellationToken ct) =>
                send.Send(new RemoveOrderLine { Id = id, LineId = lineId }, ct))
            .Describe("removeOrderLine", "Take a line off an order", "Allowed until the line is on a shipment; a placed order keeps something.").MayConflict();

        lines.MapPost("/{lineId}/cancellation", Task<OrderDetails> (Id<Order> id, Id<OrderLine> lineId, CancelOrderLine body, IMediator send, CancellationToken ct) =>
                send.Send(body with { Id = id, LineId = lineId }, ct))
            .Describe("cancelOrderLine", "Cancel what is not on a shipment of a line").MayConflict();
    }
}
