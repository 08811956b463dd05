using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Identity;

internal sealed class TerritoryMapping : IEntityTypeConfiguration<Territory>
{
    private const string NameKey = nameof(NameKey);

    public void Configure(EntityTypeBuilder<Territory> b)
    {
        b.Property(t => t.Name).HasMaxLength(Territory.NameMax).UseCollation(Conventions.NameCollation);
        b.Property(t => t.Description).HasMaxLength(Territory.DescriptionMax);
        b.PrimitiveCollection(t => t.Line);
        b.PrimitiveCollection(t => t.Countries);
        b.PrimitiveCollection(t => t.Regions);
        b.EnumList(t => t.Markets);
        b.PrimitiveCollection(t => t.Tags);
        b.HasOne<Territory>().WithMany().HasForeignKey(t => t.ParentId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<User>().WithMany().HasForeignKey(t => t.OwnerId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Team>().WithMany().HasForeignKey(t => t.TeamId).OnDelete(DeleteBehavior.Restrict);
        // The collation of the name lets lower() know every script.
        b.Property<string>(NameKey).HasComputedColumnSql("lower(name)", stored: true);
        b.HasIndex(NameKey).IsUnique().Refuses("territory.name_taken", "Another territory, perhaps an archived one, has this name.");
        b.HasIndex(t => new { t.Name, t.Id });
        b.HasIndex(t => new { t.CreatedAt, t.Id });
        b.HasIndex(t => t.ParentId);
        b.HasIndex(t => t.OwnerId);
        b.HasIndex(t => t.TeamId);
        b.HasIndex(t => t.Line).HasMethod("gin");
    }
}
