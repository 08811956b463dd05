using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Identity;

internal sealed class ApiKeyMapping : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> b)
    {
        b.Property(k => k.Name).HasMaxLength(ApiKey.NameMax).UseCollation(Conventions.NameCollation);
        b.Property(k => k.Prefix).HasMaxLength(ApiKey.PrefixLength);
        b.Property(k => k.SecretHash).HasMaxLength(ApiKey.HashLength);
        b.Property(k => k.FormerSecretHash).HasMaxLength(ApiKey.HashLength);
        b.PrimitiveCollection(k => k.Scopes);
        b.OwnsMany(k => k.Customers, c =>
        {
            c.ToTable("api_key_customers");
            c.WithOwner().HasForeignKey("ApiKeyId");
            c.HasKey("ApiKeyId", nameof(KeyCustomer.CustomerId));
            c.HasOne<Customer>().WithMany().HasForeignKey(x => x.CustomerId).OnDelete(DeleteBehavior.Restrict);
            c.HasIndex(x => x.CustomerId);
        });
        b.HasOne<User>().WithMany().HasForeignKey(k => k.UserId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<User>().WithMany().HasForeignKey(k => k.CreatedBy).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(k => k.Prefix).IsUnique();
        b.HasIndex(k => new { k.Name, k.Id });
        b.HasIndex(k => new { k.CreatedAt, k.Id });
        b.HasIndex(k => new { k.LastUsedAt, k.Id });
        b.HasIndex(k => k.UserId);
    }
}
