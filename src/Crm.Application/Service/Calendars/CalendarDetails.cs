using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service.Calendars;

namespace Crm.Application.Service.Calendars;

/// <summary>When people work.</summary>
/// <param name="Version">Increased by each change; the ETag.</param>
/// <param name="Hours">From Monday on.</param>
/// <param name="Holidays">In the order of their dates.</param>
public sealed record CalendarDetails(
    Id<BusinessCalendar> Id, int Version, string Name, string? Description, string TimeZone, IReadOnlyList<WorkingIntervalInput> Hours, IReadOnlyList<HolidayInput> Holidays, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt) : IVersioned
{
    internal static CalendarDetails Of(BusinessCalendar c) => new(c.Id, c.Version, c.Name, c.Description, c.TimeZone, WorkingIntervalInput.Of(c.Hours), HolidayInput.Of(c.Holidays), c.CreatedAt, c.UpdatedAt);
}

/// <summary>A calendar in a list: without its days.</summary>
public sealed record CalendarRow(Id<BusinessCalendar> Id, int Version, string Name, string? Description, string TimeZone, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<BusinessCalendar, CalendarRow>();
    }
}
