using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Orders;

internal sealed class OrderMapping : IEntityTypeConfiguration<Order>
{
    public void Configure(EntityTypeBuilder<Order> b)
    {
        b.ToTable(t =>
        {
            t.HasCheckConstraint("ck_orders_refunded", "refunded >= 0 AND refunded <= received");
            t.HasCheckConstraint("ck_orders_credited", "credited >= 0 AND credited <= gross");
        });
        b.Property(o => o.Number).HasMaxLength(Order.NumberMax);
        b.Property(o => o.Currency).HasMaxLength(Currency.CodeLength);
        b.Property(o => o.CustomerReference).HasMaxLength(Order.CustomerReferenceMax);
        b.Property(o => o.Notes).HasMaxLength(Order.NotesMax);
        b.Property(o => o.CancellationReason).HasMaxLength(Order.CancellationReasonMax);
        b.Property(o => o.HoldNote).HasMaxLength(Order.HoldNoteMax);
        b.PrimitiveCollection(o => o.Tags);
        b.Parts(o => o.Lines, "order_lines", Lines);
        b.ExternalIds("order_external_ids", "order.external_id_taken");
        // Not a part: nobody needs the changes to change the order once more, and there may be many.
        b.HasMany(o => o.Changes).WithOne().HasForeignKey("OrderId").IsRequired().OnDelete(DeleteBehavior.Cascade);
        b.HasOne<Customer>().WithMany().HasForeignKey(o => o.CustomerId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Contact>().WithMany().HasForeignKey(o => o.ContactId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<User>().WithMany().HasForeignKey(o => o.OwnerId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Return>().WithMany().HasForeignKey(o => o.ReplacesReturnId).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(o => o.Number).IsUnique().Refuses("order.number_taken", "Another order has this number.");
        b.HasIndex(o => new { o.CreatedAt, o.Id });
        b.HasIndex(o => new { o.UpdatedAt, o.Id });
        b.HasIndex(o => new { o.PlacedAt, o.Id });
        b.HasIndex(o => new { o.RequestedOn, o.Id });
        b.HasIndex(o => new { o.Gross, o.Id });
        b.HasIndex(o => new { o.CustomerId, o.CreatedAt });
        // What happened with a customer, newest first; drafts are few.
        b.HasIndex(o => new { o.CustomerId, o.CreatedAt, o.Id }, "ix_orders_timeline_drafted").HasFilter("placed_at IS NULL");
        b.HasIndex(o => new { o.CustomerId, o.PlacedAt, o.Id });
        b.HasIndex(o => new { o.CustomerId, o.CompletedAt, o.Id }).HasFilter("completed_at IS NOT NULL");
        b.HasIndex(o => new { o.CustomerId, o.CancelledAt, o.Id }).HasFilter("cancelled_at IS NOT NULL");
        b.HasIndex(o => new { o.OwnerId, o.CreatedAt });
        b.HasIndex(o => new { o.Status, o.CreatedAt });
        b.HasIndex(o => o.ContactId);
        b.HasIndex(o => o.CustomerReference);
        b.HasIndex(o => o.HoldReason).HasFilter("hold_reason IS NOT NULL");
        b.HasIndex(o => o.Fulfilment);
        b.HasIndex(o => o.PaymentState);
        b.HasIndex(o => o.Tags).HasMethod("gin");
        b.HasIndex(o => o.CustomFields).HasMethod("gin").HasOperators("jsonb_path_ops");
    }

    private static void Lines(OwnedNavigationBuilder<Order, OrderLine> l)
    {
        l.ToTable(t =>
        {
            // The aggregate guards these, too; here they hold whatever is done to the table.
            t.HasCheckConstraint("ck_order_lines_cancelled", "quantity > 0 AND cancelled_quantity >= 0 AND cancelled_quantity <= quantity");
            t.HasCheckConstraint("ck_order_lines_allocated", "allocated_quantity <= quantity - cancelled_quantity");
            t.HasCheckConstraint("ck_order_lines_shipped", "shipped_quantity <= allocated_quantity");
            t.HasCheckConstraint("ck_order_lines_delivered", "delivered_quantity <= shipped_quantity");
            t.HasCheckConstraint("ck_order_lines_reserved", "reserved_quantity >= 0 AND shipped_quantity + reserved_quantity <= quantity - cancelled_quantity");
            t.HasCheckConstraint("ck_order_lines_returned", "return_requested_quantity >= 0 AND returned_quantity >= 0 AND return_requested_quantity + returned_quantity <= delivered_quantity");
            t.HasCheckConstraint("ck_order_lines_credited", "credited_quantity >= 0 AND credited_quantity <= returned_quantity");
        });
        l.Property(x => x.Sku).HasMaxLength(Product.SkuMax);
        l.Property(x => x.Text).HasMaxLength(OrderLine.TextMax);
        l.Property(x => x.DiscountPercent).HasPrecision(Percent.Precision, Percent.Scale);
        l.Property(x => x.TaxRate).HasPrecision(Percent.Precision, Percent.Scale);
        l.Property(x => x.Quantity).HasPrecision(Quantity.Precision, Quantity.Scale);
        l.Property(x => x.CancelledQuantity).HasPrecision(Quantity.Precision, Quantity.Scale);
        l.Property(x => x.ReservedQuantity).HasPrecision(Quantity.Precision, Quantity.Scale);
        l.Property(x => x.AllocatedQuantity).HasPrecision(Quantity.Precision, Quantity.Scale);
        l.Property(x => x.ShippedQuantity).HasPrecision(Quantity.Precision, Quantity.Scale);
        l.Property(x => x.DeliveredQuantity).HasPrecision(Quantity.Precision, Quantity.Scale);
        l.Property(x => x.ReturnRequestedQuantity).HasPrecision(Quantity.Precision, Quantity.Scale);
        l.Property(x => x.ReturnedQuantity).HasPrecision(Quantity.Precision, Quantity.Scale);
        l.Property(x => x.CreditedQuantity).HasPrecision(Quantity.Precision, Quantity.Scale);
        l.HasOne<Product>().WithMany().HasForeignKey(x => x.ProductId).OnDelete(DeleteBehavior.Restrict);
        l.HasIndex("OrderId", nameof(OrderLine.Position));
        l.HasIndex(x => x.Sku).HasFilter("sku IS NOT NULL");
    }
}

internal sealed class OrderChangeMapping : IEntityTypeConfiguration<OrderChange>
{
    public void Configure(EntityTypeBuilder<OrderChange> b)
    {
        b.ToTable("order_changes");
        b.Property(c => c.Field).HasMaxLength(OrderChange.FieldMax);
        b.Property(c => c.Before).HasMaxLength(OrderChange.TextMax);
        b.Property(c => c.After).HasMaxLength(OrderChange.TextMax);
        b.Property(c => c.Reason).HasMaxLength(OrderChange.ReasonMax);
        b.HasOne<User>().WithMany().HasForeignKey(c => c.By).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex("OrderId", nameof(OrderChange.Revision), nameof(OrderChange.Id));
    }
}
