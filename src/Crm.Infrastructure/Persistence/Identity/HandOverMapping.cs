using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Identity;

internal sealed class HandOverMapping : IEntityTypeConfiguration<HandOver>
{
    public void Configure(EntityTypeBuilder<HandOver> b)
    {
        b.Property(h => h.Reason).HasMaxLength(HandOver.ReasonMax);
        b.Ignore(h => h.IsEmpty);
        b.HasOne<User>().WithMany().HasForeignKey(h => h.FromUserId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<User>().WithMany().HasForeignKey(h => h.ToUserId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<User>().WithMany().HasForeignKey(h => h.By).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(h => new { h.CreatedAt, h.Id });
        b.HasIndex(h => new { h.FromUserId, h.CreatedAt, h.Id });
        b.HasIndex(h => new { h.ToUserId, h.CreatedAt, h.Id });
    }
}

internal sealed class HandOverItemMapping : IEntityTypeConfiguration<HandOverItem>
{
    public void Configure(EntityTypeBuilder<HandOverItem> b)
    {
        b.ToTable("hand_over_items");
        b.HasOne<HandOver>().WithMany().HasForeignKey(i => i.HandOverId).OnDelete(DeleteBehavior.Cascade);
        b.HasIndex(i => new { i.HandOverId, i.Position, i.Id });
        b.HasIndex(i => i.RecordId);   // which hand-overs a record went through
    }
}
