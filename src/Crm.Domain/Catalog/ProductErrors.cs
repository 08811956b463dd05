using Crm.Domain.Common;

namespace Crm.Domain.Catalog;

public static class ProductErrors
{
    public static RuleBroken PriceInvalid => new("product.price_invalid", "The unit price must be zero or more, with at most four decimals.");
    public static RuleBroken TaxRateInvalid => new("product.tax_rate_invalid", "The tax rate must be between 0 and 100 percent, with at most two decimals.");

    public static RuleBroken CurrencyUnknown(string currency) =>
        new("product.currency_unknown", $"{currency} is not an ISO 4217 currency code.", new Dictionary<string, object?> { ["currency"] = currency });

    public static RuleBroken Discontinued(string sku) =>
        new("product.discontinued", $"The product {sku} is discontinued; choose another one.", new Dictionary<string, object?> { ["sku"] = sku });

    public static RuleBroken Archived(string sku) =>
        new("product.archived", $"The product {sku} is archived; restore it or choose another one.", new Dictionary<string, object?> { ["sku"] = sku });
}
