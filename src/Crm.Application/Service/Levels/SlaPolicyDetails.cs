using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;
using Crm.Domain.Service.Calendars;
using Crm.Domain.Service.Levels;

namespace Crm.Application.Service.Levels;

/// <summary>A promise about tickets.</summary>
/// <param name="Version">Increased by each change; the ETag.</param>
public sealed record SlaPolicyDetails(
    Id<SlaPolicy> Id,
    int Version,
    string Name,
    string? Description,
    int Position,
    SlaConditionsInput Conditions,
    int? FirstResponseMinutes,
    int? ResolutionMinutes,
    IReadOnlyList<TicketStatus> PausesIn,
    Id<BusinessCalendar>? CalendarId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IVersioned
{
    internal static SlaPolicyDetails Of(SlaPolicy p) => new(
        p.Id, p.Version, p.Name, p.Description, p.Position, SlaConditionsInput.Of(p.Conditions), p.FirstResponseMinutes, p.ResolutionMinutes, p.PausesIn, p.CalendarId, p.CreatedAt, p.UpdatedAt);
}
