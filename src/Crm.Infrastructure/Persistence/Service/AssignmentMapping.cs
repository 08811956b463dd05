using Crm.Domain.Identity;
using Crm.Domain.Service;
using Crm.Domain.Service.Calendars;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Service;

internal sealed class AgentMapping : IEntityTypeConfiguration<Agent>
{
    public void Configure(EntityTypeBuilder<Agent> b)
    {
        b.PrimitiveCollection(a => a.Languages);
        b.PrimitiveCollection(a => a.Skills);
        b.HasOne<User>().WithMany().HasForeignKey(a => a.UserId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<BusinessCalendar>().WithMany().HasForeignKey(a => a.CalendarId).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(a => a.UserId).IsUnique();
        b.HasIndex(a => new { a.CreatedAt, a.Id });
        b.HasIndex(a => a.Languages).HasMethod("gin");
        b.HasIndex(a => a.Skills).HasMethod("gin");
    }
}

internal sealed class QueueMemberMapping : IEntityTypeConfiguration<QueueMember>
{
    public void Configure(EntityTypeBuilder<QueueMember> b)
    {
        b.ToTable("queue_members");
        b.HasOne<Queue>().WithMany().HasForeignKey(m => m.QueueId).OnDelete(DeleteBehavior.Cascade);
        b.HasOne<User>().WithMany().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Cascade);
        b.HasIndex(m => new { m.QueueId, m.UserId }).IsUnique();
        b.HasIndex(m => new { m.QueueId, m.AddedAt, m.Id });
        b.HasIndex(m => m.UserId);
    }
}

internal static class WaitingMapping
{
    /// <summary>What of a ticket says how it is given out, and the index by which the next one of a queue is found.</summary>
    public static void Waits(this EntityTypeBuilder<Ticket> b)
    {
        b.PrimitiveCollection(t => t.RequiredSkills);
        b.Ignore(t => t.IsWaiting);
        b.HasIndex(t => new { t.QueueId, t.Priority, t.OpenedAt, t.Id }).IsDescending(false, true, false, false).HasFilter("assignee_id IS NULL AND status IN ('new', 'open')");
    }
}
