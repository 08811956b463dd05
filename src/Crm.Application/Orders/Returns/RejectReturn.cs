using Crm.Application.Common;
using Crm.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Crm.Application.Orders.Returns;

/// <summary>The customer may not send the goods; what was asked for may be asked for again.</summary>
public sealed record RejectReturn : CommandOn<Return>, IRequest<ReturnDetails>
{
    public required string Reason { get; init; }
}

internal sealed class RejectReturnValidator : AbstractValidator<RejectReturn>
{
    public RejectReturnValidator() => RuleFor(c => c.Reason).RequiredLine(Return.ReasonMax);
}

internal sealed class RejectReturnHandler(ICrmDb db, TimeProvider clock) : IRequestHandler<RejectReturn, ReturnDetails>
{
    public async Task<ReturnDetails> Handle(RejectReturn c, CancellationToken ct)
    {
        var (rma, order) = await db.LoadWithOrder(c.Id, ct);
        rma.Reject(order, c.Reason, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return await ReturnDetails.Read(db, c.Id, ct);
    }
}
