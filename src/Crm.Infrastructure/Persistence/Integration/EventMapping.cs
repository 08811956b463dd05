using Crm.Domain.Integration;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Integration;

internal sealed class OutboxEventMapping : IEntityTypeConfiguration<OutboxEvent>
{
    public void Configure(EntityTypeBuilder<OutboxEvent> b)
    {
        b.ToTable("events");
        b.Property(e => e.Type).HasMaxLength(OutboxEvent.TypeMax);
        b.Property(e => e.Kind).HasMaxLength(OutboxEvent.KindMax);
        b.Property(e => e.Channel).HasMaxLength(OutboxEvent.ChannelMax);
        b.Property(e => e.Details).HasColumnType("json");
        b.HasIndex(e => e.Position).IsUnique().HasFilter("position IS NOT NULL");
        b.HasIndex(e => e.SubjectId).HasFilter("position IS NULL");
        b.HasIndex(e => e.Id).HasFilter("position IS NULL");
        b.HasIndex(e => new { e.At, e.Position });   // where a replay begins
    }
}

internal sealed class EventHeadMapping : IEntityTypeConfiguration<EventHead>
{
    public void Configure(EntityTypeBuilder<EventHead> b)
    {
        b.ToTable("event_heads", t => t.HasCheckConstraint("ck_event_heads_only_one", $"id = {EventHead.OnlyId}"));
        b.HasData(new { Id = EventHead.OnlyId, Position = 0L, Oldest = 1L });
    }
}
