using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Identity;

internal sealed class TeamMapping : IEntityTypeConfiguration<Team>
{
    private const string NameKey = nameof(NameKey);

    public void Configure(EntityTypeBuilder<Team> b)
    {
        b.Property(t => t.Name).HasMaxLength(Team.NameMax).UseCollation(Conventions.NameCollation);
        b.Property(t => t.Description).HasMaxLength(Team.DescriptionMax);
        b.OwnsMany(t => t.Members, m =>
        {
            m.ToTable("team_members");
            m.WithOwner().HasForeignKey("TeamId");
            m.HasKey("TeamId", nameof(TeamMember.UserId));
            m.HasOne<User>().WithMany().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Restrict);
            m.HasIndex(x => x.UserId);
        });
        // The collation of the name lets lower() know every script.
        b.Property<string>(NameKey).HasComputedColumnSql("lower(name)", stored: true);
        b.HasIndex(NameKey).IsUnique().Refuses("team.name_taken", "Another team, perhaps an archived one, has this name.");
        b.HasIndex(t => new { t.Name, t.Id });
        b.HasIndex(t => new { t.CreatedAt, t.Id });
    }
}
