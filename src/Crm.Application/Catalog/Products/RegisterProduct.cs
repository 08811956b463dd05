using Crm.Application.Common;
using Crm.Domain.Catalog;
using FluentValidation;
using MediatR;

namespace Crm.Application.Catalog.Products;

/// <summary>Registers a product together with its stock.</summary>
public sealed record RegisterProduct : ProductInput, ITransactional, IGatherable, IRequest<ProductDetails>
{
    /// <summary>What is in the house to begin with; nothing when left out.</summary>
    public decimal? StockOnHand { get; init; }
}

internal sealed class RegisterProductValidator : AbstractValidator<RegisterProduct>
{
    public RegisterProductValidator() => RuleFor(c => c.StockOnHand).Within(0, Quantity.Max, Quantity.Scale);
}

internal sealed class RegisterProductHandler(ICrmDb db, ICurrentUser caller, TimeProvider clock) : IRequestHandler<RegisterProduct, ProductDetails>
{
    private const string FirstStock = "Stock at registration";

    public async Task<ProductDetails> Handle(RegisterProduct c, CancellationToken ct)
    {
        var product = Product.Register(c.ToData());
        var stock = StockLevel.For(product.Id);
        if (c.StockOnHand is > 0 and { } quantity)
        {
            stock.Adjust(quantity, product.AllowsBackorder);
            db.StockMovements.Add(StockMovement.Adjusted(product.Id, quantity, FirstStock, caller.Id, clock.GetUtcNow()));
        }
        db.Products.Add(product);
        db.StockLevels.Add(stock);
        await db.SaveLastAsync(ct);
        return ProductDetails.Of(product, stock);
    }
}
