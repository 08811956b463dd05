using Crm.Domain.Service;
using Crm.Domain.Service.Macros;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Service;

internal sealed class MacroMapping : IEntityTypeConfiguration<Macro>
{
    private const string NameKey = nameof(NameKey);

    public void Configure(EntityTypeBuilder<Macro> b)
    {
        b.Property(m => m.Name).HasMaxLength(Macro.NameMax).UseCollation(Conventions.NameCollation);
        b.Property(m => m.Description).HasMaxLength(Macro.DescriptionMax);
        b.Property(m => m.ReplyBody).HasMaxLength(CannedText.Max);
        b.Property(m => m.ResolutionText).HasMaxLength(Ticket.ResolutionTextMax);
        b.PrimitiveCollection(m => m.AddedTags);
        b.PrimitiveCollection(m => m.RemovedTags);
        b.HasOne<Queue>().WithMany().HasForeignKey(m => m.QueueId).OnDelete(DeleteBehavior.Restrict);
        b.Property<string>(NameKey).HasComputedColumnSql("lower(name)", stored: true);
        b.HasIndex(NameKey).IsUnique().Refuses("macro.name_taken", "Another macro, perhaps an archived one, has this name.");
        b.HasIndex(m => new { m.Name, m.Id });
        b.HasIndex(m => new { m.CreatedAt, m.Id });
        b.HasIndex(m => m.QueueId);
    }
}
