using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Customers;

internal sealed class CustomerMapping : IEntityTypeConfiguration<Customer>
{
    public void Configure(EntityTypeBuilder<Customer> b)
    {
        b.Property(c => c.Name).HasMaxLength(Customer.NameMax).UseCollation(Conventions.NameCollation);
        b.Property(c => c.GivenName).HasMaxLength(Customer.NameMax);
        b.Property(c => c.FamilyName).HasMaxLength(Customer.NameMax);
        b.Property(c => c.LegalName).HasMaxLength(Customer.NameMax);
        b.Property(c => c.RegistrationNumber).HasMaxLength(Customer.RegistrationNumberMax);
        b.Property(c => c.Industry).HasMaxLength(Customer.IndustryMax);
        b.Property(c => c.AnnualRevenueCurrency).HasMaxLength(Currency.CodeLength);
        b.Property(c => c.PreferredLanguage).HasMaxLength(Customer.LanguageMax);
        b.Property(c => c.TimeZone).HasMaxLength(Customer.TimeZoneMax);
        b.Property(c => c.Notes).HasMaxLength(Customer.NotesMax);
        b.Property(c => c.LegalHoldReason).HasMaxLength(Customer.LegalHoldReasonMax);
        b.HasOne<User>().WithMany().HasForeignKey(c => c.LegalHoldBy).OnDelete(DeleteBehavior.Restrict);
        b.Ignore(c => c.AnnualRevenue);
        b.EnumList(c => c.Relationships);
        b.PrimitiveCollection(c => c.Tags);
        b.ComplexProperty(c => c.Credit, credit =>
        {
            credit.Property(x => x.LimitCurrency).HasMaxLength(Currency.CodeLength);
            credit.Property(x => x.HoldNote).HasMaxLength(Credit.NoteMax);
            credit.Ignore(x => x.Limit);
        });
        b.Parts(c => c.Addresses, "customer_addresses");
        b.Parts(c => c.Channels, "customer_channels", c =>
        {
            c.Property(x => x.Value).HasMaxLength(Channel.ValueMax);
            c.Property(x => x.Normalized).HasMaxLength(Channel.ValueMax);
            c.Property(x => x.Label).HasMaxLength(Channel.LabelMax);
            c.HasIndex(x => x.Normalized);
            c.HasIndex(x => x.Normalized, "ix_customer_channels_part").HasMethod("gin").HasOperators("gin_trgm_ops");   // a number by its last digits
        });
        // No parts: nobody needs what happened before to change the customer once more, and there may be many.
        b.HasMany(c => c.LifecycleChanges).WithOne().HasForeignKey(l => l.CustomerId).OnDelete(DeleteBehavior.Cascade);
        b.HasMany(c => c.OwnershipChanges).WithOne().HasForeignKey(o => o.CustomerId).OnDelete(DeleteBehavior.Cascade);
        b.ExternalIds("customer_external_ids", "customer.external_id_taken");
        b.HasOne<Customer>().WithMany().HasForeignKey(c => c.ParentId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<User>().WithMany().HasForeignKey(c => c.OwnerId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Team>().WithMany().HasForeignKey(c => c.TeamId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Territory>().WithMany().HasForeignKey(c => c.TerritoryId).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(c => new { c.CreatedAt, c.Id });
        b.HasIndex(c => new { c.UpdatedAt, c.Id });
        b.HasIndex(c => new { c.Name, c.Id });
        b.HasIndex(c => new { c.OwnerId, c.CreatedAt });
        b.HasIndex(c => new { c.TeamId, c.CreatedAt });
        b.HasIndex(c => new { c.TerritoryId, c.CreatedAt });
        b.HasOne<Customer>().WithMany().HasForeignKey(c => c.MergedIntoId).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(c => c.ParentId);
        b.HasIndex(c => c.RegistrationNumber).HasFilter("registration_number IS NOT NULL");
        b.HasIndex(c => c.Industry).HasFilter("industry IS NOT NULL");
        b.HasIndex(c => c.EmployeeCount).HasFilter("employee_count IS NOT NULL");
        b.HasIndex(c => c.MergedIntoId).HasFilter("merged_into_id IS NOT NULL");
        b.HasIndex(c => c.Tags).HasMethod("gin");
        b.HasIndex(c => c.CustomFields).HasMethod("gin").HasOperators("jsonb_path_ops");
    }
}
