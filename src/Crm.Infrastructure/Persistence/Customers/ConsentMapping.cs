using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Customers;

internal sealed class ConsentMapping : IEntityTypeConfiguration<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> b)
    {
        b.ToTable(t => t.HasCheckConstraint("ck_consents_person", "(customer_id IS NULL) <> (contact_id IS NULL)"));
        b.Property(c => c.Source).HasMaxLength(Consent.SourceMax);
        b.Property(c => c.Evidence).HasMaxLength(Consent.EvidenceMax);
        b.HasOne<Customer>().WithMany().HasForeignKey(c => c.CustomerId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Contact>().WithMany().HasForeignKey(c => c.ContactId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<User>().WithMany().HasForeignKey(c => c.By).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(c => new { c.CustomerId, c.At, c.Id });
        b.HasIndex(c => new { c.ContactId, c.At, c.Id });
    }
}
