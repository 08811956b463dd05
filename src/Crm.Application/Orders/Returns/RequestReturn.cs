using System.Text.Json.Serialization;
using Crm.Application.Common;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Crm.Application.Orders.Returns;

/// <summary>The customer wants to send goods of an order back.</summary>
public sealed record RequestReturn : ITransactional, IRequest<ReturnDetails>
{
    [JsonIgnore]
    public Id<Order> OrderId { get; init; }
    public required IReadOnlyList<ReturnLineInput> Lines { get; init; }

    /// <summary>Lets it pass after the window; needs the role manager.</summary>
    public ReturnOverrideInput? Override { get; init; }
}

/// <param name="Quantity">Not more than was delivered and not returned yet.</param>
/// <param name="Note">What the customer says about it.</param>
public sealed record ReturnLineInput(Id<OrderLine> OrderLineId, decimal Quantity, ReturnReason Reason, ReturnWish Wish, string? Note = null);

/// <param name="Reason">Why the window is passed over; it stays on the return together with who said so.</param>
public sealed record ReturnOverrideInput(string Reason);

internal sealed class RequestReturnValidator : AbstractValidator<RequestReturn>
{
    public RequestReturnValidator()
    {
        RuleFor(c => c.Lines).NotEmptyList().AtMost(Return.LinesMax);
        RuleForEach(c => c.Lines).ChildRules(l =>
        {
            l.RuleFor(x => x.Quantity).Within(0.001m, Quantity.Max, Quantity.Scale);
            l.RuleFor(x => x.Note).Block(ReturnLine.NoteMax);
        });
        RuleFor(c => c.Override!.Reason).RequiredLine(Return.ReasonMax).When(c => c.Override is not null);
    }
}

internal sealed class RequestReturnHandler(ICrmDb db, ICurrentUser caller, INumbers numbers, ReturnSettings settings, TimeProvider clock) : IRequestHandler<RequestReturn, ReturnDetails>
{
    public async Task<ReturnDetails> Handle(RequestReturn c, CancellationToken ct)
    {
        if (c.Override is not null) caller.Require(Area.Orders, Act.Manage);
        var now = clock.GetUtcNow();
        var order = await db.Load(c.OrderId, ct);
        for (var i = 0; i < c.Lines.Count; i++) order.EnsureLine(c.Lines[i].OrderLineId, $"/lines/{i}/orderLineId");
        var rma = Return.Request(
            order,
            await numbers.Next(NumberSeries.Return, now.Year, ct),
            [.. c.Lines.Select(l => new ReturnLineData(l.OrderLineId, l.Quantity, l.Reason, l.Wish, l.Note))],
            settings.WindowDays,
            c.Override is { } pass ? new(caller.Id!.Value, pass.Reason) : null,
            now);
        db.Returns.Add(rma);
        await db.SaveChangesAsync(ct);
        return await ReturnDetails.Read(db, rma.Id, ct);
    }
}
