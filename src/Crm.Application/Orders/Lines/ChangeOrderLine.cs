using AutoMapper;
using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Application.Orders.Orders;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Lines;

/// <summary>Changes what was agreed on a line, until it is on a shipment; on a placed order as a new revision.</summary>
public sealed record ChangeOrderLine(MergePatch<OrderLineTermsInput> Patch) : CommandOn<OrderLine>, IRequest<OrderDetails>;

internal sealed class ChangeOrderLineHandler(ICrmDb db, Patches patches, ICurrentUser user, IMapper mapper, TimeProvider clock) : IRequestHandler<ChangeOrderLine, OrderDetails>
{
    public async Task<OrderDetails> Handle(ChangeOrderLine c, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var order = await db.LoadOrderOf(c.Id, ct);
        var terms = await patches.Apply(c.Patch, OrderLineTermsInput.Of(order.FindLine(c.Id), order.Currency), ct);
        var gross = order.Gross;
        order.ChangeLine(c.Id, terms.ToEdit(order.Currency), user.Id, now);
        await db.MoveStock(order, user.Id, now, ct);
        await db.CheckGrowth(order, gross, ct);
        await db.SaveLastAsync(ct);
        return mapper.Map<OrderDetails>(order);
    }
}
