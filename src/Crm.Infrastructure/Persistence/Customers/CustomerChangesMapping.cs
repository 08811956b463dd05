using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Customers;

internal sealed class LifecycleChangeMapping : IEntityTypeConfiguration<LifecycleChange>
{
    public void Configure(EntityTypeBuilder<LifecycleChange> b)
    {
        b.ToTable("customer_lifecycle_changes");
        b.Property(l => l.Reason).HasMaxLength(LifecycleChange.ReasonMax);
        b.HasOne<User>().WithMany().HasForeignKey(l => l.By).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(l => new { l.CustomerId, l.At, l.Id });
    }
}

internal sealed class OwnershipChangeMapping : IEntityTypeConfiguration<OwnershipChange>
{
    public void Configure(EntityTypeBuilder<OwnershipChange> b)
    {
        b.ToTable("customer_ownership_changes");
        b.HasOne<User>().WithMany().HasForeignKey(o => o.FromOwnerId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<User>().WithMany().HasForeignKey(o => o.ToOwnerId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Team>().WithMany().HasForeignKey(o => o.FromTeamId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Team>().WithMany().HasForeignKey(o => o.ToTeamId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<User>().WithMany().HasForeignKey(o => o.By).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<HandOver>().WithMany().HasForeignKey(o => o.HandOverId).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(o => new { o.CustomerId, o.At, o.Id });
    }
}
