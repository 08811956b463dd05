using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Identity;

/// <summary>How often signing in has failed for one account, or for one account from one address, whether there is such an account or not.</summary>
internal sealed class SignInCount
{
    public const int KeyLength = 64;

    private SignInCount() { }

    /// <summary>A keyed hash of what is counted, in hexadecimal digits: the table names nobody.</summary>
    public string Key { get; private set; } = "";
    public int Failures { get; private set; }
    public DateTimeOffset LastAt { get; private set; }
    public DateTimeOffset BlockedUntil { get; private set; }
}

internal sealed class SignInCountMapping : IEntityTypeConfiguration<SignInCount>
{
    public void Configure(EntityTypeBuilder<SignInCount> b)
    {
        b.ToTable("sign_in_counts");
        b.HasKey(c => c.Key);
        b.Property(c => c.Key).HasMaxLength(SignInCount.KeyLength);
        b.HasIndex(c => c.LastAt);
    }
}
