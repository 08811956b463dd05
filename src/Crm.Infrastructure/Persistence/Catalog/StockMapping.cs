using Crm.Domain.Catalog;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Catalog;

internal sealed class StockLevelMapping : IEntityTypeConfiguration<StockLevel>
{
    public void Configure(EntityTypeBuilder<StockLevel> b)
    {
        b.ToTable(t => t.HasCheckConstraint("ck_stock_levels_not_negative", "on_hand >= 0 AND reserved >= 0"));
        b.HasKey(s => s.ProductId);
        b.Property(s => s.OnHand).HasPrecision(Quantity.Precision, Quantity.Scale);
        b.Property(s => s.Reserved).HasPrecision(Quantity.Precision, Quantity.Scale);
        b.HasOne<Product>().WithOne().HasForeignKey<StockLevel>(s => s.ProductId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class StockMovementMapping : IEntityTypeConfiguration<StockMovement>
{
    public void Configure(EntityTypeBuilder<StockMovement> b)
    {
        b.Property(m => m.Quantity).HasPrecision(Quantity.Precision, Quantity.Scale);
        b.Property(m => m.Reason).HasMaxLength(StockMovement.ReasonMax);
        b.HasOne<Product>().WithMany().HasForeignKey(m => m.ProductId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Order>().WithMany().HasForeignKey(m => m.OrderId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<User>().WithMany().HasForeignKey(m => m.By).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(m => new { m.At, m.Id });
        b.HasIndex(m => new { m.ProductId, m.At });
    }
}
