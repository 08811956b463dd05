using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Crm.Application.Orders.Orders;

/// <summary>Nothing of the order leaves until it is released. An order on hold keeps its first reason.</summary>
public sealed record HoldOrder : CommandOn<Order>, IRequest<OrderDetails>
{
    /// <summary>manual when nothing is said.</summary>
    public HoldReason Reason { get; init; }
    public string? Note { get; init; }
}

internal sealed class HoldOrderValidator : AbstractValidator<HoldOrder>
{
    public HoldOrderValidator() => RuleFor(c => c.Note).Line(Order.HoldNoteMax);
}

internal sealed class HoldOrderHandler(ICrmDb db, IMapper mapper) : IRequestHandler<HoldOrder, OrderDetails>
{
    public async Task<OrderDetails> Handle(HoldOrder c, CancellationToken ct)
    {
        var order = await db.Load(c.Id, ct);
        order.Hold(c.Reason, c.Note);
        await db.SaveLastAsync(ct);
        return mapper.Map<OrderDetails>(order);
    }
}
