using Crm.Application.Catalog.Products;
using Crm.Application.Common;
using Crm.Domain.Catalog;
using FluentValidation;
using MediatR;

namespace Crm.Application.Catalog.Stock;

/// <summary>Counts more or less of a product into the house: a delivery from the supplier, a stocktaking, a breakage.</summary>
public sealed record AdjustStock : CommandOn<Product>, IRequest<ProductDetails>
{
    /// <summary>How much more (positive) or less (negative) there is, up to three decimals.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Why; it stands in the list of stock movements.</summary>
    public required string Reason { get; init; }
}

internal sealed class AdjustStockValidator : AbstractValidator<AdjustStock>
{
    public AdjustStockValidator()
    {
        RuleFor(c => c.Quantity).Within(-Quantity.Max, Quantity.Max, Quantity.Scale);
        RuleFor(c => c.Quantity).NotEqual(0).WithErrorCode(InputErrors.NumberZero).WithMessage("A quantity above or below zero is expected.");
        RuleFor(c => c.Reason).RequiredLine(StockMovement.ReasonMax);
    }
}

internal sealed class AdjustStockHandler(ICrmDb db, ICurrentUser caller, TimeProvider clock) : IRequestHandler<AdjustStock, ProductDetails>
{
    public async Task<ProductDetails> Handle(AdjustStock c, CancellationToken ct)
    {
        var product = await db.Load(c.Id, ct);
        var stock = (await db.HoldStock([c.Id], ct))[c.Id];
        stock.Adjust(c.Quantity, product.AllowsBackorder);
        db.StockMovements.Add(StockMovement.Adjusted(c.Id, c.Quantity, c.Reason, caller.Id, clock.GetUtcNow()));
        await db.SaveLastAsync(ct);
        return ProductDetails.Of(product, stock);
    }
}
