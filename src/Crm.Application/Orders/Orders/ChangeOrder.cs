using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Orders;

/// <summary>Changes what the patch names of the header and leaves the rest.</summary>
public sealed record ChangeOrder(MergePatch<OrderInput> Patch) : CommandOn<Order>, IRequest<OrderDetails>;

internal sealed class ChangeOrderHandler(ICrmDb db, Patches patches, CustomFieldCheck customFields, ICurrentUser user, IMapper mapper, TimeProvider clock) : IRequestHandler<ChangeOrder, OrderDetails>
{
    public async Task<OrderDetails> Handle(ChangeOrder c, CancellationToken ct)
    {
        var order = await db.Load(c.Id, ct);
        var before = OrderInput.Of(order);
        var input = await patches.Apply(c.Patch, before, ct);
        await customFields.Ensure(CustomFieldTarget.Order, input.CustomFields, order.CustomFields, ct);
        await db.EnsureReferences(input, before, ct);
        order.Change(input.ToData(), user.Id, clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return mapper.Map<OrderDetails>(order);
    }
}
