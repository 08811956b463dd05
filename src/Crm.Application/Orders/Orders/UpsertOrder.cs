using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Application.Common;
using Crm.Application.Orders.Lines;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Orders;

/// <summary>Another system's order, drafted or brought up to date, by the same acts and rules as a person's: a line that is on a shipment stays as it is.</summary>
public sealed class UpsertOrder : IUpsertable<Order, DraftOrder, OrderDetails>
{
    public async Task<OrderDetails> Change(IMediator send, Order record, Upsertion<DraftOrder> body, CancellationToken ct)
    {
        await send.Send(new ChangeOrder(body.Patch<OrderInput>()) { Id = record.Id }, ct);
        if (body.Items("lines") is { } lines) await ChangeLines(send, record, body.Whole.Lines!, lines, ct);
        if (body.Whole.Place && record.Status == OrderStatus.Draft) await send.Send(new PlaceOrder { Id = record.Id, PlacedAt = body.Whole.PlacedAt }, ct);
        return await send.Send(new GetOrder(record.Id), ct);
    }

    // Lines have no names that both systems know. A wanted line is the first one left of the same product, or of the same kind and text; what a line
    // leaves open stays as it is, so that the same body a second time changes nothing.
    private static async Task ChangeLines(IMediator send, Order order, IReadOnlyList<OrderLineInput> wanted, IReadOnlyList<JsonObject> asWritten, CancellationToken ct)
    {
        var left = order.Lines.OrderBy(l => l.Position).ToList();
        for (var i = 0; i < wanted.Count; i++)
        {
            if (left.Find(l => IsOf(l, wanted[i])) is { } line)
            {
                left.Remove(line);
                await send.Send(new ChangeOrderLine(Terms(asWritten[i])) { Id = line.Id }, ct);
            }
            else
            {
                await send.Send(asWritten[i].Deserialize<AddOrderLine>(CrmJson.Options)! with { OrderId = order.Id }, ct);
            }
        }
        foreach (var line in left) await send.Send(new RemoveOrderLine { Id = line.Id }, ct);
    }

    private static bool IsOf(OrderLine line, OrderLineInput wanted) => wanted.ProductId is { } product
        ? line.ProductId == product
        : line.ProductId is null && line.Kind == (wanted.Kind ?? OrderLineKind.Other) && line.Text == Domain.Common.Text.Clean(wanted.Text);

    private static MergePatch<OrderLineTermsInput> Terms(JsonObject line) => new(new JsonObject(
        line.Where(m => m.Key is not ("productId" or "kind") && m.Value is not null).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))));
}
