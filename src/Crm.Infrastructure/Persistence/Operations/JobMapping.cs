using Crm.Domain.Identity;
using Crm.Domain.Operations;
using Crm.Infrastructure.Persistence.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Operations;

/// <summary>Who started and who cancelled a job is audited; how it goes on, is not, and moves no version.</summary>
internal sealed class JobMapping : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> b)
    {
        b.Ignore(j => j.IsOver);
        b.Property(j => j.State).Follows();
        b.Property(j => j.Done).Follows();
        b.Property(j => j.Total).Follows();
        b.Property(j => j.ErrorCode).HasMaxLength(Job.ErrorCodeMax).Follows();
        b.Property(j => j.ErrorMessage).HasMaxLength(Job.ErrorMessageMax).Follows();
        b.Property(j => j.StartedAt).Follows();
        b.Property(j => j.FinishedAt).Follows();
        b.Property(j => j.Attempts).Follows();
        b.Property(j => j.LeaseId).Follows();
        b.Property(j => j.LeasedUntil).Follows();
        b.HasOne<User>().WithMany().HasForeignKey(j => j.StartedById).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<ApiKey>().WithMany().HasForeignKey(j => j.StartedByKeyId).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(j => new { j.CreatedAt, j.Id });
        b.HasIndex(j => new { j.StartedById, j.CreatedAt, j.Id });
        b.HasIndex(j => new { j.FinishedAt, j.Id });
        b.HasIndex(j => new { j.State, j.StartedById }).HasFilter("state IN ('queued', 'running')").HasDatabaseName("ix_jobs_open");   // the few that there is something to do about
    }
}

internal sealed class ExportMapping : IEntityTypeConfiguration<Export>
{
    public void Configure(EntityTypeBuilder<Export> b)
    {
        // What was looked for may name a person, and the entry stays when the person is erased.
        b.Property(e => e.Filter).HasColumnType("jsonb").NotAudited();
        b.Property(e => e.Query).HasMaxLength(Export.QueryMax).NotAudited();
        b.Property(e => e.Sort).HasMaxLength(Export.SortMax);
        b.Property(e => e.FileId).Follows();
        b.Property(e => e.Rows).Follows();
        b.Property(e => e.Size).Follows();
        b.Property(e => e.ExpiresAt).Follows();
        b.PrimitiveCollection(e => e.Fields);
        b.HasOne<Job>().WithMany().HasForeignKey(e => e.JobId).OnDelete(DeleteBehavior.Cascade);
        b.HasOne<StoredFile>().WithMany().HasForeignKey(e => e.FileId).OnDelete(DeleteBehavior.SetNull);
        b.HasIndex(e => e.JobId).IsUnique();
        b.HasIndex(e => e.FileId);
    }
}

internal sealed class StoredFileMapping : IEntityTypeConfiguration<StoredFile>
{
    public void Configure(EntityTypeBuilder<StoredFile> b)
    {
        b.ToTable("stored_files");
        b.Property(f => f.Name).HasMaxLength(StoredFile.NameMax);
        b.Property(f => f.MediaType).HasMaxLength(StoredFile.MediaTypeMax);
        b.HasOne<User>().WithMany().HasForeignKey(f => f.OwnerId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Job>().WithMany().HasForeignKey(f => f.JobId).OnDelete(DeleteBehavior.Cascade);
        b.HasIndex(f => f.JobId);
        b.HasIndex(f => f.OwnerId);
        b.HasIndex(f => f.ExpiresAt);
    }
}

internal sealed class StoredFileChunkMapping : IEntityTypeConfiguration<StoredFileChunk>
{
    public void Configure(EntityTypeBuilder<StoredFileChunk> b)
    {
        b.ToTable("stored_file_chunks");
        b.HasKey(c => new { c.FileId, c.Number });
        b.HasOne<StoredFile>().WithMany().HasForeignKey(c => c.FileId).OnDelete(DeleteBehavior.Cascade);
    }
}
