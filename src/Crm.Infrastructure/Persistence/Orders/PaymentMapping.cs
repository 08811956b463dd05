using Crm.Domain.Common;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Orders;

internal sealed class PaymentMapping : IEntityTypeConfiguration<Payment>
{
    public void Configure(EntityTypeBuilder<Payment> b)
    {
        b.ToTable(t => t.HasCheckConstraint("ck_payments_sign", "(kind = 'payment' AND amount > 0) OR (kind = 'refund' AND amount < 0)"));
        b.Property(p => p.Currency).HasMaxLength(Currency.CodeLength);
        b.Property(p => p.Reference).HasMaxLength(Payment.ReferenceMax);
        b.HasOne<Order>().WithMany().HasForeignKey(p => p.OrderId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Return>().WithMany().HasForeignKey(p => p.ReturnId).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(p => p.OrderId);
        b.HasIndex(p => p.Reference);
        b.HasIndex(p => new { p.CreatedAt, p.Id });
        b.HasIndex(p => new { p.ReceivedAt, p.Id });
        b.HasIndex(p => new { p.Amount, p.Id });
    }
}
