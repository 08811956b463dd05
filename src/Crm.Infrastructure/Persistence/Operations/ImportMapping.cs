using Crm.Domain.Identity;
using Crm.Domain.Operations;
using Crm.Infrastructure.Persistence.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Operations;

/// <summary>What an import is to do is audited; how far it is, its records tell themselves.</summary>
internal sealed class ImportMapping : IEntityTypeConfiguration<Import>
{
    public void Configure(EntityTypeBuilder<Import> b)
    {
        b.Property(i => i.Terms).NotAudited();   // constants may be anybody's data
        b.Property(i => i.File).NotAudited();
        b.Property(i => i.Position).Follows();
        b.Property(i => i.Counts).Follows();
        b.HasOne<User>().WithMany().HasForeignKey(i => i.StartedById).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<ApiKey>().WithMany().HasForeignKey(i => i.StartedByKeyId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Job>().WithMany().HasForeignKey(i => i.JobId).OnDelete(DeleteBehavior.Cascade);
        b.HasOne<StoredFile>().WithMany().HasForeignKey(i => i.FileId).OnDelete(DeleteBehavior.SetNull);
        b.HasIndex(i => i.JobId);
        b.HasIndex(i => i.FileId);
        b.HasIndex(i => i.StartedByKeyId);
        b.HasIndex(i => new { i.StartedById, i.CreatedAt, i.Id });
        b.HasIndex(i => new { i.CreatedAt, i.Id });
    }
}

internal sealed class ImportRowMapping : IEntityTypeConfiguration<ImportRow>
{
    public void Configure(EntityTypeBuilder<ImportRow> b)
    {
        b.ToTable("import_rows");
        b.HasKey(r => new { r.ImportId, r.Number });
        b.Property(r => r.Errors).HasColumnType("jsonb");
        b.Property(r => r.Before).HasColumnType("jsonb");
        b.HasOne<Import>().WithMany().HasForeignKey(r => r.ImportId).OnDelete(DeleteBehavior.Cascade);
        b.HasIndex(r => new { r.ImportId, r.Number }, "ix_import_rows_problems").HasFilter("errors IS NOT NULL");
        b.HasIndex(r => r.RecordId).HasFilter("record_id IS NOT NULL");   // what is erased with a person, and undone
    }
}
