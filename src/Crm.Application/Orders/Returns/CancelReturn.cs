using Crm.Application.Common;
using Crm.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Crm.Application.Orders.Returns;

/// <summary>The customer keeps the goods after all.</summary>
public sealed record CancelReturn : CommandOn<Return>, IRequest<ReturnDetails>
{
    public string? Reason { get; init; }
}

internal sealed class CancelReturnValidator : AbstractValidator<CancelReturn>
{
    public CancelReturnValidator() => RuleFor(c => c.Reason).Line(Return.ReasonMax);
}

internal sealed class CancelReturnHandler(ICrmDb db, TimeProvider clock) : IRequestHandler<CancelReturn, ReturnDetails>
{
    public async Task<ReturnDetails> Handle(CancelReturn c, CancellationToken ct)
    {
        var (rma, order) = await db.LoadWithOrder(c.Id, ct);
        rma.Cancel(order, c.Reason, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return await ReturnDetails.Read(db, c.Id, ct);
    }
}
