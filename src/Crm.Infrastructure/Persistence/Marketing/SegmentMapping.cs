using Crm.Domain.Customers;
using Crm.Domain.Marketing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Marketing;

internal sealed class SegmentMapping : IEntityTypeConfiguration<Segment>
{
    private const string NameKey = nameof(NameKey);

    public void Configure(EntityTypeBuilder<Segment> b)
    {
        b.Property(s => s.Name).HasMaxLength(Segment.NameMax).UseCollation(Conventions.NameCollation);
        b.Property(s => s.Description).HasMaxLength(Segment.DescriptionMax);
        b.Property(s => s.Filter).HasMaxLength(Segment.FilterMax);
        // The collation of the name lets lower() know every script.
        b.Property<string>(NameKey).HasComputedColumnSql("lower(name)", stored: true);
        b.HasIndex(NameKey).IsUnique().HasFilter("archived_at IS NULL").Refuses("segment.name_taken", "Another segment has this name.");
        b.HasIndex(s => new { s.Name, s.Id });
        b.HasIndex(s => new { s.CreatedAt, s.Id });
        b.HasIndex(s => new { s.UpdatedAt, s.Id });
    }
}

internal sealed class SegmentMemberMapping : IEntityTypeConfiguration<SegmentMember>
{
    public void Configure(EntityTypeBuilder<SegmentMember> b)
    {
        b.ToTable("segment_members");
        b.HasKey(m => new { m.SegmentId, m.CustomerId });
        b.HasOne<Segment>().WithMany().HasForeignKey(m => m.SegmentId).OnDelete(DeleteBehavior.Cascade);
        b.HasOne<Customer>().WithMany().HasForeignKey(m => m.CustomerId).OnDelete(DeleteBehavior.Cascade);
        b.HasIndex(m => m.CustomerId);
    }
}
