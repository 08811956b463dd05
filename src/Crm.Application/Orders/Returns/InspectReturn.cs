using Crm.Application.Common;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Crm.Application.Orders.Returns;

/// <summary>Says of every line what was found and where the goods go.</summary>
public sealed record InspectReturn : CommandOn<Return>, IRequest<ReturnDetails>
{
    /// <summary>One for each line of the return, or several that add up to its quantity: then it becomes as many lines.</summary>
    public required IReadOnlyList<ReturnFindingInput> Lines { get; init; }
}

/// <param name="Disposition">Whether the goods can be sold again; of goods to be repaired, whether they can be mended.</param>
/// <param name="Quantity">How much of the line it is about; all of it when left out.</param>
/// <param name="Remedy">What the customer gets; as wished when left out, and a refund for what was to be repaired and is scrapped.</param>
public sealed record ReturnFindingInput(Id<ReturnLine> ReturnLineId, string Finding, Disposition Disposition, decimal? Quantity = null, ReturnWish? Remedy = null);

internal sealed class InspectReturnValidator : AbstractValidator<InspectReturn>
{
    public InspectReturnValidator()
    {
        RuleFor(c => c.Lines).NotEmptyList().AtMost(Return.LinesMax);
        RuleForEach(c => c.Lines).ChildRules(l =>
        {
            l.RuleFor(x => x.Finding).RequiredBlock(ReturnLine.FindingMax);
            l.RuleFor(x => x.Quantity).Within(0.001m, Quantity.Max, Quantity.Scale);
        });
    }
}

internal sealed class InspectReturnHandler(ICrmDb db, TimeProvider clock) : IRequestHandler<InspectReturn, ReturnDetails>
{
    public async Task<ReturnDetails> Handle(InspectReturn c, CancellationToken ct)
    {
        var rma = await db.Load(c.Id, ct);
        for (var i = 0; i < c.Lines.Count; i++)
            if (!rma.Lines.Any(l => l.Id == c.Lines[i].ReturnLineId)) throw InvalidInput.UnknownReference($"/lines/{i}/returnLineId", nameof(ReturnLine));
        rma.Inspect([.. c.Lines.Select(l => new InspectionData(l.ReturnLineId, l.Finding, l.Disposition, l.Quantity, l.Remedy))], clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return await ReturnDetails.Read(db, c.Id, ct);
    }
}
