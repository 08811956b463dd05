using System.Globalization;
using Crm.Domain.Catalog;
using Crm.Domain.Common;

namespace Crm.Tests;

public sealed partial class Given
{
    /// <summary>The id of a product in euros with so much in stock.</summary>
    public async Task<string> Product(
        decimal stock = 10, decimal price = 12.50m, decimal taxRate = 19, string currency = "EUR", bool allowsBackorder = false, bool isService = false, bool isActive = true)
    {
        var product = Domain.Catalog.Product.Register(new()
        {
            Sku = Unique("SKU"),
            Name = Unique("Chai"),
            Type = isService ? ProductType.Service : ProductType.Good,
            UnitPrice = price,
            Currency = currency,
            TaxRate = taxRate,
            AllowsBackorder = allowsBackorder,
            IsActive = isActive,
        });
        var level = StockLevel.For(product.Id);
        level.Adjust(stock, allowsBackorder);
        await App.Db(async db =>
        {
            db.AddRange(product, level);
            if (stock != 0) db.Add(StockMovement.Adjusted(product.Id, stock, "Counted", null, App.Clock.GetUtcNow()));
            await db.SaveChangesAsync();
        });
        return product.Id.ToString();
    }

    /// <summary>What a product has: on hand and reserved.</summary>
    public async Task<(decimal OnHand, decimal Reserved)> Stock(string product)
    {
        var (id, stock) = (Id<Product>.Parse(product, CultureInfo.InvariantCulture), (0m, 0m));
        await App.Db(async db => stock = await db.FindAsync<StockLevel>(id) is { } level ? (level.OnHand, level.Reserved) : throw new InvalidOperationException("The product has no stock level."));
        return stock;
    }
}
