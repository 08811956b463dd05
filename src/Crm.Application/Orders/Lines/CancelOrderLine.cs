using AutoMapper;
using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Application.Orders.Orders;
using Crm.Domain.Catalog;
using Crm.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Crm.Application.Orders.Lines;

/// <summary>Gives up so much of a placed line as isn't on a shipment yet; the line stays, with what was ordered and what was cancelled.</summary>
public sealed record CancelOrderLine : CommandOn<OrderLine>, IRequest<OrderDetails>
{
    /// <summary>All that is not on a shipment when it is left out.</summary>
    public decimal? Quantity { get; init; }
    public required string Reason { get; init; }
}

internal sealed class CancelOrderLineValidator : AbstractValidator<CancelOrderLine>
{
    public CancelOrderLineValidator()
    {
        RuleFor(c => c.Quantity).Within(0.001m, Quantity.Max, Quantity.Scale);
        RuleFor(c => c.Reason).RequiredLine(OrderChange.ReasonMax);
    }
}

internal sealed class CancelOrderLineHandler(ICrmDb db, ICurrentUser user, IMapper mapper, TimeProvider clock) : IRequestHandler<CancelOrderLine, OrderDetails>
{
    public async Task<OrderDetails> Handle(CancelOrderLine c, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var order = await db.LoadOrderOf(c.Id, ct);
        var line = order.FindLine(c.Id);
        order.CancelRest(line.Id, c.Quantity ?? line.UnallocatedQuantity, c.Reason, user.Id, now);
        await db.MoveStock(order, user.Id, now, ct);
        await db.SaveLastAsync(ct);
        return mapper.Map<OrderDetails>(order);
    }
}
