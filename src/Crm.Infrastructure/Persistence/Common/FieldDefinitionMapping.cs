using Crm.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Common;

internal sealed class FieldDefinitionMapping : IEntityTypeConfiguration<FieldDefinition>
{
    public void Configure(EntityTypeBuilder<FieldDefinition> b)
    {
        b.Property(f => f.Key).HasMaxLength(FieldDefinition.KeyMax);
        b.Property(f => f.Label).HasMaxLength(FieldDefinition.LabelMax);
        b.PrimitiveCollection(f => f.AllowedValues);
        b.HasIndex(f => new { f.Target, f.Key }).IsUnique().Refuses("field.key_taken", "A field with this key is already declared there, perhaps in the archive.");
        b.HasIndex(f => new { f.Key, f.Id });
        b.HasIndex(f => new { f.CreatedAt, f.Id });
    }
}
