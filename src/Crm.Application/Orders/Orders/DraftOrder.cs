using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Orders.Lines;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Crm.Application.Orders.Orders;

/// <summary>Drafts an order with its lines, and places it at once when that is wanted: all of it or nothing.</summary>
public sealed record DraftOrder : OrderInput, ITransactional, IRequest<OrderDetails>
{
    public IReadOnlyList<OrderLineInput>? Lines { get; init; }

    /// <summary>Whether it is placed in the same act; false leaves a draft.</summary>
    public bool Place { get; init; }

    /// <summary>When an imported order was placed; only with place, and only for the channel import.</summary>
    public DateTimeOffset? PlacedAt { get; init; }
}

internal sealed class DraftOrderValidator : AbstractValidator<DraftOrder>
{
    public DraftOrderValidator()
    {
        RuleFor(o => o.Lines).AtMost(Order.LinesMax);
        RuleForEach(o => o.Lines).SetValidator(new OrderLineInputValidator());
        RuleFor(o => o.PlacedAt).SensibleTime();
        RuleFor(o => o.PlacedAt).Null().When(o => !o.Place).WithErrorCode(InputErrors.PlacedAtWithoutPlace).WithMessage("Only an order that is placed has a time of placing.");
    }
}

internal sealed class DraftOrderHandler(ICrmDb db, CustomFieldCheck customFields, INumbers numbers, ICurrentUser user, IMapper mapper, TimeProvider clock) : IRequestHandler<DraftOrder, OrderDetails>
{
    public async Task<OrderDetails> Handle(DraftOrder c, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await customFields.Ensure(CustomFieldTarget.Order, c.CustomFields, before: null, ct);
        var basis = await db.BasisOf(c, ct);
        await db.EnsureParties(c, before: null, ct);
        var order = Order.Draft(await numbers.Next(NumberSeries.Order, (c.PlacedAt ?? now).UtcDateTime.Year, ct), c.ToData());
        order.AddLines(c.Lines ?? [], basis.Products, i => $"/lines/{i}", user.Id, now);
        if (c.Place) await db.Place(order, c.PlacedAt, user.Id, now, ct, basis);
        db.Orders.Add(order);
        await db.SaveLastAsync(ct);
        return mapper.Map<OrderDetails>(order);
    }
}
