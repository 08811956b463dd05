using Crm.Domain.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Audit;

/// <summary>The tables of the audit. None refers to another by a foreign key: the verifier says what is missing, and writing stays cheap.</summary>
internal sealed class AuditEntryMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> b)
    {
        b.ToTable("audit_entries");
        b.AppendOnly();
        b.Property(e => e.Channel).HasMaxLength(AuditEntry.ChannelMax);
        b.Property(e => e.Operation).HasMaxLength(AuditEntry.OperationMax);
        b.Property(e => e.RequestId).HasMaxLength(AuditEntry.RequestIdMax);
        b.Property(e => e.Kind).HasMaxLength(AuditEntry.KindMax);
        b.PrimitiveCollection(e => e.Fields);
        b.HasIndex(e => new { e.At, e.Id });
        b.HasIndex(e => new { e.RecordId, e.At, e.Id });
        b.HasIndex(e => new { e.ActorId, e.At, e.Id });
    }
}

internal sealed class AuditValuesMapping : IEntityTypeConfiguration<AuditValues>
{
    public void Configure(EntityTypeBuilder<AuditValues> b)
    {
        b.ToTable("audit_values");
        b.AppendOnly();
        b.HasKey(v => v.EntryId);
        b.Property(v => v.Json).HasColumnType("json");   // unlike jsonb it keeps the text to the letter, over dumps as well
    }
}

internal sealed class AuditUnsealedMapping : IEntityTypeConfiguration<AuditUnsealed>
{
    public void Configure(EntityTypeBuilder<AuditUnsealed> b)
    {
        b.ToTable("audit_unsealed");
        b.HasKey(u => u.EntryId);
    }
}

internal sealed class AuditSealMapping : IEntityTypeConfiguration<AuditSeal>
{
    public void Configure(EntityTypeBuilder<AuditSeal> b)
    {
        b.ToTable("audit_seals");
        b.AppendOnly();
        b.HasKey(s => s.Number);
    }
}

internal sealed class AuditSealEntryMapping : IEntityTypeConfiguration<AuditSealEntry>
{
    public void Configure(EntityTypeBuilder<AuditSealEntry> b)
    {
        b.ToTable("audit_seal_entries");
        b.AppendOnly();
        b.HasKey(s => new { s.Seal, s.Position });
        b.HasIndex(s => s.EntryId).IsUnique();
    }
}
