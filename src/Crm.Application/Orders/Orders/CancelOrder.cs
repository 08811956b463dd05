using AutoMapper;
using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Crm.Application.Orders.Orders;

/// <summary>Gives back what is reserved; impossible once something has shipped or is on a shipment.</summary>
public sealed record CancelOrder : CommandOn<Order>, IRequest<OrderDetails>
{
    public required string Reason { get; init; }
}

internal sealed class CancelOrderValidator : AbstractValidator<CancelOrder>
{
    public CancelOrderValidator() => RuleFor(c => c.Reason).RequiredLine(Order.CancellationReasonMax);
}

internal sealed class CancelOrderHandler(ICrmDb db, ICurrentUser user, IMapper mapper, TimeProvider clock) : IRequestHandler<CancelOrder, OrderDetails>
{
    public async Task<OrderDetails> Handle(CancelOrder c, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var order = await db.Load(c.Id, ct);
        order.Cancel(c.Reason, now);
        await db.MoveStock(order, user.Id, now, ct);
        await db.SaveLastAsync(ct);
        return mapper.Map<OrderDetails>(order);
    }
}
