using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Identity;

internal sealed class SessionMapping : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> b)
    {
        b.Property(s => s.UserAgent).HasMaxLength(Session.UserAgentMax);
        b.Property(s => s.Address).HasMaxLength(Session.AddressMax);
        b.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        b.HasIndex(s => new { s.UserId, s.CreatedAt, s.Id });
        b.HasIndex(s => new { s.UserId, s.LastUsedAt, s.Id });
        b.HasIndex(s => s.ExpiresAt);   // what is swept away
    }
}

internal sealed class RefreshTokenMapping : IEntityTypeConfiguration<RefreshToken>
{
    public void Configure(EntityTypeBuilder<RefreshToken> b)
    {
        b.ToTable("refresh_tokens");
        b.HasKey(t => t.Hash);
        b.Property(t => t.Hash).HasMaxLength(RefreshToken.HashLength);
        b.Property(t => t.SealedNext).HasMaxLength(RefreshToken.SealedMax);
        b.HasOne<Session>().WithMany().HasForeignKey(t => t.SessionId).OnDelete(DeleteBehavior.Cascade);
        b.HasIndex(t => t.SessionId);
    }
}
