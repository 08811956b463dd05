using Crm.Domain.Catalog;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Orders;

internal sealed class ReturnMapping : IEntityTypeConfiguration<Return>
{
    public void Configure(EntityTypeBuilder<Return> b)
    {
        b.ToTable(t => t.HasCheckConstraint("ck_returns_settled_amount", "settled_amount >= 0"));
        b.Property(r => r.Number).HasMaxLength(Return.NumberMax);
        b.Property(r => r.EndReason).HasMaxLength(Return.ReasonMax);
        b.Property(r => r.OverrideReason).HasMaxLength(Return.ReasonMax);
        b.Parts(r => r.Lines, "return_lines", l =>
        {
            l.ToTable(t => t.HasCheckConstraint("ck_return_lines_quantity", "quantity > 0"));
            l.Property(x => x.Quantity).HasPrecision(Quantity.Precision, Quantity.Scale);
            l.Property(x => x.Note).HasMaxLength(ReturnLine.NoteMax);
            l.Property(x => x.Finding).HasMaxLength(ReturnLine.FindingMax);
            l.HasIndex(x => x.OrderLineId);
        });
        b.HasOne<Order>().WithMany().HasForeignKey(r => r.OrderId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<User>().WithMany().HasForeignKey(r => r.OverriddenBy).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(r => r.Number).IsUnique().Refuses("return.number_taken", "Another return has this number.");
        b.HasIndex(r => r.Number, "ix_returns_part").HasMethod("gin").HasOperators("gin_trgm_ops");   // in any case, and in part
        b.HasIndex(r => r.OrderId);
        b.HasIndex(r => new { r.CreatedAt, r.Id });
        b.HasIndex(r => new { r.RequestedAt, r.Id });
        b.HasIndex(r => new { r.Status, r.CreatedAt });
        b.HasIndex(r => r.ReceivedAt).HasFilter("received_at IS NOT NULL");
        b.HasIndex(r => r.ClosedAt).HasFilter("closed_at IS NOT NULL");
    }
}
