using Crm.Domain.Common;

namespace Crm.Domain.Catalog;

public enum ProductType { Good, Service }

[ToldAs("product.created")]
public sealed record ProductRegistered(Id<Product> ProductId) : IDomainEvent;

public sealed record ProductDiscontinued(Id<Product> ProductId) : IDomainEvent;

/// <summary>What a product is and costs today; everything that may be changed.</summary>
public sealed record ProductData
{
    public required string Sku { get; init; }
    public required string Name { get; init; }
    public string? Description { get; init; }
    public string? Category { get; init; }
    public ProductType Type { get; init; }

    /// <summary>The net price of one unit, up to four decimals.</summary>
    public decimal UnitPrice { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Percent, 0 to 100.</summary>
    public decimal TaxRate { get; init; }

    public bool IsActive { get; init; } = true;
    public bool AllowsBackorder { get; init; }
    public IReadOnlyCollection<ExternalId> ExternalIds { get; init; } = [];
}

/// <summary>Something that is sold. Orders copy its text and price, so a change here never reaches them; its stock is a
/// <see cref="StockLevel"/> of its own.</summary>
public sealed class Product : ArchivableAggregate, IHasExternalIds, ISearchable
{
    public const int SkuMax = 64;
    public const int NameMax = 200;
    public const int DescriptionMax = 4000;
    public const int CategoryMax = 120;

    private readonly List<ExternalId> _externalIds = [];

    private Product() { }

    public Id<Product> Id { get; private set; } = Id<Product>.New();

    /// <summary>As typed; unique, whatever its upper and lower case.</summary>
    public string Sku { get; private set; } = "";

    /// <summary>The form in which SKUs are compared.</summary>
    public string NormalizedSku { get; private set; } = "";
    public string Name { get; private set; } = "";
    public string? Description { get; private set; }
    public string? Category { get; private set; }
    public ProductType Type { get; private set; }

    /// <summary>The net price of one unit in <see cref="Currency"/>.</summary>
    public decimal PriceAmount { get; private set; }
    public string Currency { get; private set; } = "";

    /// <summary>Percent, 0 to 100.</summary>
    public decimal TaxRate { get; private set; }

    /// <summary>False when it is discontinued: it stays on old orders and is not added to new ones.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Whether more may be reserved than there is.</summary>
    public bool AllowsBackorder { get; private set; }

    public IReadOnlyCollection<ExternalId> ExternalIds => _externalIds;
    IEnumerable<string?> ISearchable.SearchedBy => [Name, Sku, Category];

    public Money UnitPrice => new(PriceAmount, Currency);

    public static string NormalizeSku(string sku) => Text.Required(Text.Required(sku).ToUpperInvariant());

    public static Product Register(ProductData data)
    {
        var product = new Product { IsActive = true };
        product.Change(data);
        product.Raise(new ProductRegistered(product.Id));
        return product;
    }

    /// <exception cref="RuleBroken">The price or the tax rate is out of bounds, or the currency unknown.</exception>
    public void Change(ProductData data)
    {
        if (!Price.IsValid(data.UnitPrice)) throw ProductErrors.PriceInvalid;
        if (!Percent.IsValid(data.TaxRate)) throw ProductErrors.TaxRateInvalid;
        if (!Common.Currency.IsKnown(data.Currency)) throw ProductErrors.CurrencyUnknown(data.Currency);
        Sku = Text.Required(data.Sku);
        NormalizedSku = NormalizeSku(Sku);
        Name = Text.Required(data.Name);
        Description = Text.Clean(data.Description);
        Category = Text.Clean(data.Category);
        Type = data.Type;
        PriceAmount = data.UnitPrice;
        Currency = data.Currency;
        TaxRate = data.TaxRate;
        AllowsBackorder = data.AllowsBackorder;
        if (IsActive && !data.IsActive) Raise(new ProductDiscontinued(Id));
        IsActive = data.IsActive;
        Common.ExternalIds.Replace(_externalIds, data.ExternalIds);
    }

    /// <exception cref="RuleBroken">It is discontinued or archived.</exception>
    public void EnsureOrderable()
    {
        if (ArchivedAt is not null) throw ProductErrors.Archived(Sku);
        if (!IsActive) throw ProductErrors.Discontinued(Sku);
    }
}
