using Crm.Application.Customers.Merging;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Merging;
using Crm.Domain.Identity;
using Crm.Infrastructure.Persistence.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Customers;

internal sealed class CustomerMergeMapping : IEntityTypeConfiguration<CustomerMerge>
{
    public void Configure(EntityTypeBuilder<CustomerMerge> b)
    {
        b.Property(m => m.Reason).HasMaxLength(CustomerMerge.ReasonMax);
        b.Ignore(m => m.UndoableUntil).Ignore(m => m.Others);
        b.Parts(m => m.Parties, "customer_merge_parties", p =>
        {
            // What a customer was, stands in its own entries of the audit.
            p.Property(x => x.Before).HasColumnType("jsonb").HasAnnotation(AuditAnnotations.Name, "");
            p.Property(x => x.After).HasColumnType("jsonb").HasAnnotation(AuditAnnotations.Name, "");
            p.HasOne<Customer>().WithMany().HasForeignKey(x => x.CustomerId).OnDelete(DeleteBehavior.Restrict);
            p.HasIndex(x => x.CustomerId);
        });
        b.HasOne<Customer>().WithMany().HasForeignKey(m => m.SurvivorId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<User>().WithMany().HasForeignKey(m => m.By).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<User>().WithMany().HasForeignKey(m => m.UndoneBy).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(m => new { m.At, m.Id });
        b.HasIndex(m => m.UndoneAt).HasFilter("undone_at IS NOT NULL");
        b.HasIndex(m => new { m.SurvivorId, m.At, m.Id });
    }
}

internal sealed class MergedItemMapping : IEntityTypeConfiguration<MergedItem>
{
    public void Configure(EntityTypeBuilder<MergedItem> b)
    {
        b.ToTable("customer_merge_items");
        b.HasOne<CustomerMerge>().WithMany().HasForeignKey(i => i.MergeId).OnDelete(DeleteBehavior.Cascade);
        b.HasIndex(i => new { i.MergeId, i.Kind });
        b.HasIndex(i => i.RecordId);   // which merges a record went through
    }
}

internal sealed class CustomerRedirectMapping : IEntityTypeConfiguration<CustomerRedirect>
{
    public void Configure(EntityTypeBuilder<CustomerRedirect> b) =>
        b.HasNoKey().ToSqlQuery("SELECT id, merged_into_id AS survivor_id FROM customers WHERE merged_into_id IS NOT NULL");
}
