using Crm.Domain.Common;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Identity;

internal sealed class UserMapping : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> b)
    {
        b.Property(u => u.Email).HasMaxLength(EmailAddress.Max);
        b.Property(u => u.NormalizedEmail).HasMaxLength(EmailAddress.Max);
        b.Property(u => u.Name).HasMaxLength(User.NameMax).UseCollation(Conventions.NameCollation);
        b.Property(u => u.Title).HasMaxLength(User.TitleMax);
        b.Property(u => u.PasswordHash).HasMaxLength(User.PasswordHashMax);
        b.HasOne<User>().WithMany().HasForeignKey(u => u.ReportsToId).OnDelete(DeleteBehavior.Restrict);
        b.OwnsMany(u => u.Roles, r =>
        {
            r.ToTable("user_roles");
            r.WithOwner().HasForeignKey("UserId");
            r.HasKey("UserId", nameof(RoleHeld.RoleId));
            r.HasOne<Role>().WithMany().HasForeignKey(x => x.RoleId).OnDelete(DeleteBehavior.Restrict);
            r.HasIndex(x => x.RoleId);
        });
        b.HasIndex(u => u.NormalizedEmail).IsUnique().Refuses("user.email_taken", "Another user signs in with this address.");
        b.HasIndex(u => new { u.Name, u.Id });
        b.HasIndex(u => new { u.CreatedAt, u.Id });
        b.HasIndex(u => u.ReportsToId);
    }
}
