using Crm.Domain.Catalog;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Orders;

internal sealed class ShipmentMapping : IEntityTypeConfiguration<Shipment>
{
    public void Configure(EntityTypeBuilder<Shipment> b)
    {
        b.Property(s => s.Number).HasMaxLength(Shipment.NumberMax);
        b.Property(s => s.Carrier).HasMaxLength(Shipment.CarrierMax);
        b.Property(s => s.TrackingNumber).HasMaxLength(Shipment.TrackingNumberMax);
        b.Property(s => s.Failure).HasMaxLength(Shipment.FailureMax);
        b.Parts(s => s.Lines, "shipment_lines", l =>
        {
            l.ToTable(t => t.HasCheckConstraint("ck_shipment_lines_quantity", "quantity > 0"));
            l.Property(x => x.Quantity).HasPrecision(Quantity.Precision, Quantity.Scale);
            l.HasIndex(x => x.OrderLineId);
        });
        b.Parts(s => s.TrackingEvents, "shipment_tracking_events", e =>
        {
            e.Property(x => x.Place).HasMaxLength(TrackingEvent.PlaceMax);
            e.Property(x => x.Text).HasMaxLength(TrackingEvent.TextMax);
        });
        b.HasOne<Order>().WithMany().HasForeignKey(s => s.OrderId).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(s => s.OrderId);
        b.HasIndex(s => s.Number);
        b.HasIndex(s => s.TrackingNumber);
        b.HasIndex(s => new { s.Number, s.TrackingNumber }, "ix_shipments_part").HasMethod("gin").HasOperators("gin_trgm_ops", "gin_trgm_ops");   // in any case, and in part
        b.HasIndex(s => new { s.CreatedAt, s.Id });
        b.HasIndex(s => new { s.ShippedAt, s.Id });
        b.HasIndex(s => new { s.DeliveredAt, s.Id });
        b.HasIndex(s => new { s.PromisedAt, s.Id });
        b.HasIndex(s => new { s.Status, s.CreatedAt });
    }
}
