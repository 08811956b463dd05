using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Catalog;

internal sealed class ProductMapping : IEntityTypeConfiguration<Product>
{
    public void Configure(EntityTypeBuilder<Product> b)
    {
        b.Property(p => p.Sku).HasMaxLength(Product.SkuMax).UseCollation(Conventions.NameCollation);
        b.Property(p => p.NormalizedSku).HasMaxLength(Product.SkuMax);
        b.Property(p => p.Name).HasMaxLength(Product.NameMax).UseCollation(Conventions.NameCollation);
        b.Property(p => p.Description).HasMaxLength(Product.DescriptionMax);
        b.Property(p => p.Category).HasMaxLength(Product.CategoryMax);
        b.Property(p => p.Currency).HasMaxLength(Currency.CodeLength);
        b.Property(p => p.TaxRate).HasPrecision(Percent.Precision, Percent.Scale);
        b.Ignore(p => p.UnitPrice);
        b.ExternalIds("product_external_ids", "product.external_id_taken");
        b.HasIndex(p => p.NormalizedSku).IsUnique().Refuses("product.sku_taken", "Another product, archived ones included, has this SKU, whatever its upper and lower case.");
        b.HasIndex(p => new { p.Sku, p.Id });
        b.HasIndex(p => new { p.Name, p.Id });
        b.HasIndex(p => new { p.CreatedAt, p.Id });
        b.HasIndex(p => new { p.UpdatedAt, p.Id });
        b.HasIndex(p => new { p.PriceAmount, p.Id });
        b.HasIndex(p => new { p.Category, p.Name });
    }
}
