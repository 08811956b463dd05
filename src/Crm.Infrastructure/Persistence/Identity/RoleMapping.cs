using System.Text.Json;
using Crm.Application.Common;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Crm.Infrastructure.Persistence.Identity;

internal sealed class RoleMapping : IEntityTypeConfiguration<Role>
{
    private const string NameKey = nameof(NameKey);

    public void Configure(EntityTypeBuilder<Role> b)
    {
        b.Property(r => r.Name).HasMaxLength(Role.NameMax).UseCollation(Conventions.NameCollation);
        b.Property(r => r.Description).HasMaxLength(Role.DescriptionMax);
        b.Property(r => r.Permissions).HasColumnType("jsonb").HasConversion(p => JsonSerializer.Serialize(p, CrmJson.Options), s => JsonSerializer.Deserialize<Permissions>(s, CrmJson.Options)!);
        b.Property(r => r.FieldRules).HasField("_fieldRules").HasColumnType("jsonb").HasConversion(
            new ValueConverter<IReadOnlyList<FieldRule>, string>(rules => JsonSerializer.Serialize(rules, CrmJson.Options), s => JsonSerializer.Deserialize<List<FieldRule>>(s, CrmJson.Options)!),
            new ValueComparer<IReadOnlyList<FieldRule>>((a, c) => a!.SequenceEqual(c!), rules => rules.Count, rules => rules.ToList()));
        // The collation of the name lets lower() know every script.
        b.Property<string>(NameKey).HasComputedColumnSql("lower(name)", stored: true);
        b.HasIndex(NameKey).IsUnique().Refuses("role.name_taken", "Another role, perhaps an archived one, has this name.");
        b.HasIndex(r => new { r.Name, r.Id });
        b.HasIndex(r => new { r.CreatedAt, r.Id });
    }
}
