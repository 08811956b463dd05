using Crm.Domain.Service;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Service;

internal sealed class QueueMapping : IEntityTypeConfiguration<Queue>
{
    private const string NameKey = nameof(NameKey);

    public void Configure(EntityTypeBuilder<Queue> b)
    {
        b.Property(q => q.Name).HasMaxLength(Queue.NameMax).UseCollation(Conventions.NameCollation);
        b.Property(q => q.Description).HasMaxLength(Queue.DescriptionMax);
        b.PrimitiveCollection(q => q.RequiredSkills);
        // The collation of the name lets lower() know every script.
        b.Property<string>(NameKey).HasComputedColumnSql("lower(name)", stored: true);
        b.HasIndex(NameKey).IsUnique().Refuses("queue.name_taken", "Another queue, perhaps an archived one, has this name.");
        b.HasIndex(q => new { q.Name, q.Id });
        b.HasIndex(q => new { q.CreatedAt, q.Id });
    }
}
