using Crm.Application.Common;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using FluentValidation;

namespace Crm.Application.Catalog.Products;

/// <summary>What a caller may write about a product.</summary>
public record ProductInput
{
    /// <summary>The article number, unique in upper and lower case alike.</summary>
    public required string Sku { get; init; }
    public required string Name { get; init; }
    public string? Description { get; init; }
    public string? Category { get; init; }

    /// <summary>A good is shipped and kept in stock, a service is not; good when nothing is said.</summary>
    public ProductType Type { get; init; }

    /// <summary>The net price of one unit; orders copy it.</summary>
    public required UnitPrice UnitPrice { get; init; }

    /// <summary>Percent, 0 to 100.</summary>
    public required decimal TaxRate { get; init; }

    /// <summary>False when it is discontinued: it stays on old orders and is not added to new ones.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>Whether more may be ordered than there is in stock.</summary>
    public bool AllowsBackorder { get; init; }
    public IReadOnlyList<ExternalIdInput>? ExternalIds { get; init; }

    internal static ProductInput Of(Product p) => new()
    {
        Sku = p.Sku,
        Name = p.Name,
        Description = p.Description,
        Category = p.Category,
        Type = p.Type,
        UnitPrice = new(p.PriceAmount, p.Currency),
        TaxRate = p.TaxRate,
        IsActive = p.IsActive,
        AllowsBackorder = p.AllowsBackorder,
        ExternalIds = ExternalIdInput.Of(p.ExternalIds),
    };

    internal ProductData ToData() => new()
    {
        Sku = Sku,
        Name = Name,
        Description = Description,
        Category = Category,
        Type = Type,
        UnitPrice = UnitPrice.Amount,
        Currency = UnitPrice.Currency,
        TaxRate = TaxRate,
        IsActive = IsActive,
        AllowsBackorder = AllowsBackorder,
        ExternalIds = [.. (ExternalIds ?? []).Select(e => new ExternalId(e.System, e.Id))],
    };
}

internal sealed class ProductInputValidator : AbstractValidator<ProductInput>
{
    public ProductInputValidator()
    {
        RuleFor(p => p.Sku).RequiredLine(Product.SkuMax);
        RuleFor(p => p.Name).RequiredLine(Product.NameMax);
        RuleFor(p => p.Description).Block(Product.DescriptionMax);
        RuleFor(p => p.Category).Line(Product.CategoryMax);
        RuleFor(p => p.UnitPrice).Sensible();
        RuleFor(p => p.TaxRate).Within(0, Percent.Max, Percent.Scale);
        this.ExternalIds(p => p.ExternalIds);
    }
}
