using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Customers;

internal sealed class ContactMapping : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> b)
    {
        b.Property(c => c.GivenName).HasMaxLength(Contact.GivenNameMax);
        b.Property(c => c.FamilyName).HasMaxLength(Contact.FamilyNameMax);
        b.Property(c => c.Name).HasMaxLength(Contact.NameMax).UseCollation(Conventions.NameCollation);
        b.Property(c => c.JobTitle).HasMaxLength(Contact.JobTitleMax);
        b.Property(c => c.Department).HasMaxLength(Contact.DepartmentMax);
        b.Property(c => c.PreferredLanguage).HasMaxLength(Contact.PreferredLanguageMax);
        b.Property(c => c.Notes).HasMaxLength(Contact.NotesMax);
        b.Property(c => c.LegalHoldReason).HasMaxLength(Customer.LegalHoldReasonMax);
        b.HasOne<User>().WithMany().HasForeignKey(c => c.LegalHoldBy).OnDelete(DeleteBehavior.Restrict);
        b.EnumList(c => c.Roles);
        b.PrimitiveCollection(c => c.Tags);
        b.Parts(c => c.Channels, "contact_channels", c =>
        {
            c.Property(x => x.Value).HasMaxLength(Channel.ValueMax);
            c.Property(x => x.Normalized).HasMaxLength(Channel.ValueMax);
            c.Property(x => x.Label).HasMaxLength(Channel.LabelMax);
            c.HasIndex(x => x.Normalized);
            c.HasIndex(x => x.Normalized, "ix_contact_channels_part").HasMethod("gin").HasOperators("gin_trgm_ops");   // a number by its last digits
        });
        b.ExternalIds("contact_external_ids", "contact.external_id_taken");
        b.HasOne<Customer>().WithMany().HasForeignKey(c => c.CustomerId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Contact>().WithMany().HasForeignKey(c => c.ManagerId).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(c => c.CustomerId, "ix_contacts_primary").IsUnique().HasFilter("is_primary AND archived_at IS NULL")
            .Refuses("contact.primary_taken", "The customer has another primary contact; read it again and repeat the change.");
        b.HasIndex(c => new { c.CustomerId, c.Name, c.Id });
        b.HasIndex(c => new { c.Name, c.Id });
        b.HasIndex(c => new { c.CreatedAt, c.Id });
        b.HasIndex(c => new { c.UpdatedAt, c.Id });
        b.HasIndex(c => c.ManagerId);
        b.HasIndex(c => c.JobTitle).HasFilter("job_title IS NOT NULL");
        b.HasIndex(c => c.Department).HasFilter("department IS NOT NULL");
        b.HasIndex(c => c.Tags).HasMethod("gin");
        b.HasIndex(c => c.CustomFields).HasMethod("gin").HasOperators("jsonb_path_ops");
    }
}
