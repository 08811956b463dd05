using Crm.Domain.Customers;
using Crm.Domain.Customers.Duplicates;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Duplicates;

internal sealed class MatchStateMapping : IEntityTypeConfiguration<MatchState>
{
    public void Configure(EntityTypeBuilder<MatchState> b)
    {
        b.ToTable("customer_match_states");
        b.HasOne<Customer>().WithOne().HasForeignKey<MatchState>(m => m.Id).OnDelete(DeleteBehavior.Cascade);
        b.HasIndex(m => m.Id, "ix_customer_match_states_due").HasFilter("is_due");
    }
}

internal sealed class MatchKeyMapping : IEntityTypeConfiguration<MatchKey>
{
    public void Configure(EntityTypeBuilder<MatchKey> b)
    {
        b.ToTable("customer_match_keys");
        b.HasKey(k => new { k.Key, k.CustomerId });
        b.HasOne<Customer>().WithMany().HasForeignKey(k => k.CustomerId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>A key with which somebody is registering a customer at this moment. Nobody ever sees one: the row is deleted by the transaction that inserts it, and until that one ends, whoever inserts the same key waits.</summary>
internal sealed class MatchLock
{
    private MatchLock() { }

    public long Key { get; private set; }
}

internal sealed class MatchLockMapping : IEntityTypeConfiguration<MatchLock>
{
    public void Configure(EntityTypeBuilder<MatchLock> b)
    {
        b.ToTable("match_locks");
        b.HasKey(l => l.Key);
        b.Property(l => l.Key).ValueGeneratedNever();
    }
}

internal sealed class DuplicatePairMapping : IEntityTypeConfiguration<DuplicatePair>
{
    public void Configure(EntityTypeBuilder<DuplicatePair> b)
    {
        b.ToTable("customer_duplicate_pairs");
        b.EnumList(p => p.Reasons);
        b.HasOne<Customer>().WithMany().HasForeignKey(p => p.FirstId).OnDelete(DeleteBehavior.Cascade);
        b.HasOne<Customer>().WithMany().HasForeignKey(p => p.SecondId).OnDelete(DeleteBehavior.Cascade);
        b.HasIndex(p => new { p.FirstId, p.SecondId }).IsUnique();
        b.HasIndex(p => p.SecondId);
        b.HasIndex(p => new { p.Score, p.Id });
    }
}
