using System.Text.Json;
using Crm.Application.Common;
using Crm.Application.Service.Calendars;
using Crm.Application.Service.Levels;
using Crm.Domain.Service;
using Crm.Domain.Service.Calendars;
using Crm.Domain.Service.Levels;
using Crm.Infrastructure.Persistence.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Crm.Infrastructure.Persistence.Service;

internal sealed class BusinessCalendarMapping : IEntityTypeConfiguration<BusinessCalendar>
{
    private const string NameKey = nameof(NameKey);

    public void Configure(EntityTypeBuilder<BusinessCalendar> b)
    {
        b.Property(c => c.Name).HasMaxLength(BusinessCalendar.NameMax).UseCollation(Conventions.NameCollation);
        b.Property(c => c.Description).HasMaxLength(BusinessCalendar.DescriptionMax);
        b.Property(c => c.TimeZone).HasMaxLength(BusinessCalendar.TimeZoneMax);
        b.Property(c => c.Hours).AsJson(h => WorkingIntervalInput.Of(h), l => new WeeklyHours(l.Select(i => i.ToInterval())));
        b.Property(c => c.Holidays).AsJson(h => HolidayInput.Of(h), l => new Holidays(l.Select(d => d.ToHoliday())));
        // The collation of the name lets lower() know every script.
        b.Property<string>(NameKey).HasComputedColumnSql("lower(name)", stored: true);
        b.HasIndex(NameKey).IsUnique().Refuses("calendar.name_taken", "Another calendar, perhaps an archived one, has this name.");
        b.HasIndex(c => new { c.Name, c.Id });
        b.HasIndex(c => new { c.CreatedAt, c.Id });
    }
}

internal sealed class SlaPolicyMapping : IEntityTypeConfiguration<SlaPolicy>
{
    private const string NameKey = nameof(NameKey);

    public void Configure(EntityTypeBuilder<SlaPolicy> b)
    {
        b.Property(p => p.Name).HasMaxLength(SlaPolicy.NameMax).UseCollation(Conventions.NameCollation);
        b.Property(p => p.Description).HasMaxLength(SlaPolicy.DescriptionMax);
        b.Property(p => p.Conditions).AsJson(c => SlaConditionsInput.Of(c), c => c.ToConditions());
        b.EnumList(p => p.PausesIn);
        b.Property<string>(NameKey).HasComputedColumnSql("lower(name)", stored: true);
        b.HasOne<BusinessCalendar>().WithMany().HasForeignKey(p => p.CalendarId).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(NameKey).IsUnique().Refuses("sla_policy.name_taken", "Another SLA policy, perhaps an archived one, has this name.");
        b.HasIndex(p => new { p.Position, p.Id });
        b.HasIndex(p => new { p.Name, p.Id });
        b.HasIndex(p => new { p.CreatedAt, p.Id });
        b.HasIndex(p => p.CalendarId);
    }
}

internal sealed class SlaEventMapping : IEntityTypeConfiguration<SlaEvent>
{
    public void Configure(EntityTypeBuilder<SlaEvent> b)
    {
        b.HasOne<Ticket>().WithMany().HasForeignKey(e => e.TicketId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<SlaPolicy>().WithMany().HasForeignKey(e => e.PolicyId).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(e => new { e.TicketId, e.PolicyId, e.Clock, e.TargetMinutes, e.Kind }).IsUnique();   // raised once for each promise
        b.HasIndex(e => new { e.At, e.Id });
        b.HasIndex(e => new { e.RaisedAt, e.Id });
        b.HasIndex(e => new { e.PolicyId, e.At, e.Id });
    }
}

/// <summary>What of a ticket follows from its own changes and the passing of time.</summary>
internal static class TicketClocksMapping
{
    public static void Clocks(this EntityTypeBuilder<Ticket> b)
    {
        b.Property(t => t.SlaPolicyName).HasMaxLength(SlaPolicy.NameMax).Follows();
        b.Property(t => t.SlaReason).HasMaxLength(Ticket.SlaReasonMax).Follows();
        b.Property(t => t.SlaPolicyId).Follows();
        b.Property(t => t.SlaCalendarId).Follows();
        b.EnumList(t => t.SlaPausesIn);
        b.Property(t => t.SlaPausesIn).Follows();
        b.Property(t => t.NextClockAt).Follows();
        b.Property(t => t.DueAt).Follows();
        b.Property(t => t.StatusHistory).AsJson(h => h.Changes, l => new StatusHistory(l)).Follows();
        b.ComplexProperty(t => t.FirstResponseClock, Clock);
        b.ComplexProperty(t => t.ResolutionClock, Clock);

        b.HasOne<SlaPolicy>().WithMany().HasForeignKey(t => t.SlaPolicyId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<BusinessCalendar>().WithMany().HasForeignKey(t => t.SlaCalendarId).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(t => t.NextClockAt).HasFilter("next_clock_at IS NOT NULL");
        b.HasIndex(t => new { t.DueAt, t.Id });
        b.HasIndex(t => new { t.SlaPolicyId, t.OpenedAt, t.Id });
        b.HasIndex(t => new { t.SlaCalendarId, t.Status }).HasFilter("sla_calendar_id IS NOT NULL");
    }

    private static void Clock(ComplexPropertyBuilder<SlaClock> clock)
    {
        clock.Property(c => c.TargetMinutes).Follows();
        clock.Property(c => c.DueAt).Follows();
        clock.Property(c => c.WarnedAt).Follows();
        clock.Property(c => c.BreachedAt).Follows();
        clock.Property(c => c.StoppedAt).Follows();
    }
}

internal static class JsonColumns
{
    /// <summary>Kept as JSON, in the form in which the API has it.</summary>
    public static PropertyBuilder<T> AsJson<T, TWritten>(this PropertyBuilder<T> property, Func<T, TWritten> write, Func<TWritten, T> read) where T : class =>
        property.HasColumnType("jsonb").HasConversion(new ValueConverter<T, string>(v => JsonSerializer.Serialize(write(v), CrmJson.Options), s => read(JsonSerializer.Deserialize<TWritten>(s, CrmJson.Options)!)));
}
