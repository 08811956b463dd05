namespace Crm.Tests;

public sealed partial class Given
{
    /// <summary>A good at 10 EUR net and 20 % tax.</summary>
    public Task<Answer> StockedProduct(decimal stock = 10, string price = "10.00", bool allowsBackorder = false) =>
        NewProduct(stock, price, taxRate: 20, "EUR", allowsBackorder, isService: false, isActive: true);

    /// <summary>The id of a product with so much in stock.</summary>
    public async Task<string> Product(
        decimal stock = 10, decimal price = 12.50m, decimal taxRate = 19, string currency = "EUR", bool allowsBackorder = false, bool isService = false, bool isActive = true) =>
        (await NewProduct(stock, price.ToString(System.Globalization.CultureInfo.InvariantCulture), taxRate, currency, allowsBackorder, isService, isActive)).Id;

    /// <summary>On hand and reserved, as the API shows it.</summary>
    public async Task<(decimal OnHand, decimal Reserved)> StockOf(string product)
    {
        var answer = (await api.Get($"/api/v1/products/{product}")).Ok();
        return ((decimal)answer["stock", "onHand"]!, (decimal)answer["stock", "reserved"]!);
    }

    private async Task<Answer> NewProduct(decimal stock, string price, decimal taxRate, string currency, bool allowsBackorder, bool isService, bool isActive) =>
        (await api.Post("/api/v1/products", new
        {
            sku = Unique("SKU"),
            name = Unique("Tea"),
            type = isService ? "service" : "good",
            unitPrice = new { amount = price, currency },
            taxRate,
            stockOnHand = stock,
            allowsBackorder,
            isActive,
        })).Created();
}
