using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Xunit;

namespace Crm.Domain.Tests.Catalog;

internal static class Products
{
    public static ProductData Data => new() { Sku = " Tea-1 ", Name = "Chai", UnitPrice = 18.5m, Currency = "EUR", TaxRate = 7 };

    public static Product Register(string sku, decimal price, ProductType type, bool isActive, string currency) => Product.Register(new ProductData
    {
        Sku = sku,
        Name = "Chai",
        UnitPrice = price,
        Currency = currency,
        TaxRate = 20,
        Type = type,
        IsActive = isActive,
    });
}

public sealed class ProductTests
{
    [Fact]
    public void A_product_keeps_its_sku_as_typed_and_exposes_its_price_as_money()
    {
        var product = Product.Register(Products.Data);
        Assert.Equal("Tea-1", product.Sku);
        Assert.Equal(("TEA-1", "TEA-1"), (product.NormalizedSku, Product.NormalizeSku(" tea-1 ")));
        Assert.Equal(new Money(18.5m, "EUR"), product.UnitPrice);
        Assert.Equal(new ProductRegistered(product.Id), Assert.Single(product.PullEvents()));
    }

    [Fact]
    public void Discontinuing_is_told_once_and_forbids_ordering()
    {
        var product = Product.Register(Products.Data);
        product.PullEvents();
        product.Change(Products.Data with { IsActive = false });
        product.Change(Products.Data with { IsActive = false });
        Assert.Equal(new ProductDiscontinued(product.Id), Assert.Single(product.PullEvents()));
        Assert.Equal("product.discontinued", Assert.Throws<RuleBroken>(product.EnsureOrderable).Code);
        product.Change(Products.Data);
        product.EnsureOrderable();
    }

    [Fact]
    public void An_archived_product_cannot_be_ordered()
    {
        var product = Product.Register(Products.Data);
        product.Archive(DateTimeOffset.UnixEpoch);
        Assert.Equal("product.archived", Assert.Throws<RuleBroken>(product.EnsureOrderable).Code);
    }

    [Fact]
    public void Prices_rates_and_currencies_out_of_bounds_are_refused_and_change_nothing()
    {
        var product = Product.Register(Products.Data);
        foreach (var (code, data) in new[]
        {
            ("product.price_invalid", Products.Data with { Name = "Other", UnitPrice = -1 }),
            ("product.price_invalid", Products.Data with { Name = "Other", UnitPrice = 0.00001m }),
            ("product.tax_rate_invalid", Products.Data with { Name = "Other", TaxRate = 100.01m }),
            ("product.tax_rate_invalid", Products.Data with { Name = "Other", TaxRate = 7.125m }),
            ("product.currency_unknown", Products.Data with { Name = "Other", Currency = "EURO" }),
        })
            Assert.Equal(code, Assert.Throws<RuleBroken>(() => product.Change(data)).Code);
        Assert.Equal("Chai", product.Name);
    }

    [Fact]
    public void External_ids_that_stay_are_kept_as_they_are()
    {
        var product = Product.Register(Products.Data with { ExternalIds = [new("Shop", "1"), new("erp", "A")] });
        var shop = product.ExternalIds.Single(e => e.System == "shop");
        product.Change(Products.Data with { ExternalIds = [new("shop", "1"), new("shop", "1"), new("pim", "9")] });
        Assert.Same(shop, product.ExternalIds.Single(e => e.System == "shop"));
        Assert.Equal(["pim", "shop"], product.ExternalIds.Select(e => e.System).Order());
    }
}
