using Crm.Api.Audit;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Service.Calendars;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service.Calendars;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Service;

internal static class CalendarEndpoints
{
    public static void MapCalendars(this RouteGroupBuilder v1)
    {
        var calendars = v1.MapGroup("/calendars").WithTags("Business calendars");

        calendars.MapGet("/", Task<ListPage<CalendarRow>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListCalendars(query.Request), ct))
            .Needs(Area.Settings, Act.Read).Describe("listCalendars", "List business calendars").Lists(ListCalendars.Spec);

        calendars.MapSearch(Area.Settings, ListCalendars.Spec, list => new ListCalendars(list), "calendars");

        calendars.MapPost("/", Task<Created<CalendarDetails>> (CreateCalendar body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("calendars", c => c.Id))
            .Needs(Area.Settings, Act.Create).Describe("createCalendar", "Make a business calendar",
                "Says when people work: hours of the week in a time zone, and holidays. An interval that ends at or before its start runs past midnight and belongs to the day it starts on, for holidays too.").ProducesProblem(409)
            .Example("""
                {"name":"Service desk Berlin","timeZone":"Europe/Berlin",
                 "hours":[{"day":"monday","start":"09:00","end":"17:00"},{"day":"tuesday","start":"09:00","end":"17:00"},{"day":"wednesday","start":"09:00","end":"17:00"},
                          {"day":"thursday","start":"09:00","end":"17:00"},{"day":"friday","start":"09:00","end":"17:00"}],
                 "holidays":[{"date":"2026-12-25","name":"Christmas Day","isYearly":true}]}
                """);

        calendars.MapGet("/{id}", Task<CalendarDetails> (Id<BusinessCalendar> id, IMediator send, CancellationToken ct) => send.Send(new GetCalendar(id), ct))
            .Needs(Area.Settings, Act.Read).Describe("getCalendar", "Read a business calendar").ProducesProblem(404).Reads(ListCalendars.Spec);

        calendars.MapPatch("/{id}", Task<CalendarDetails> (Id<BusinessCalendar> id, MergePatch<CalendarInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeCalendar(body) { Id = id }, ct))
            .Needs(Area.Settings, Act.Change).Describe("changeCalendar", "Change a business calendar", "Hours and holidays are replaced whole. The due times of open tickets that count in the calendar follow within seconds.").MayConflict();

        calendars.MapArchiving<BusinessCalendar>(Area.Settings, "calendar");
        calendars.MapAuditEntries<BusinessCalendar>(Area.Settings, "calendar");

        calendars.MapPost("/{id}/holiday-imports", Task<HolidayImportDetails> (Id<BusinessCalendar> id, ImportHolidays body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Settings, Act.Change).Describe("importHolidays", "Take holidays from an iCalendar file",
                "Adds the whole days of the file's events to the holidays. Days that are holidays already stay as they are, so repeating it does no harm. Events that come back on the same day of each year become yearly holidays; "
                + "other repetitions are written out for the years asked for.").MayConflict()
            .Example("""{"content":"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//EN\r\nBEGIN:VEVENT\r\nUID:1@example\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20261003\r\nSUMMARY:Day of German Unity\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n","fromYear":2026,"toYear":2030}""");

        calendars.MapGet("/{id}/add", Task<WorkingTimeAddedDetails> (Id<BusinessCalendar> id, WorkingTimeToAdd query, IMediator send, CancellationToken ct) => send.Send(new AddWorkingTime(id, query.From, query.Minutes), ct))
            .Needs(Area.Settings, Act.Read).Describe("addWorkingTime", "Add working time to an instant", "The first instant at which so many minutes of working time have passed; the instant itself for none.")
            .ProducesProblem(404).ProducesProblem(409).WithMetadata(new QueryMetadata(WorkingTimeToAdd.Described));

        calendars.MapGet("/{id}/between", Task<WorkingTimeDetails> (Id<BusinessCalendar> id, WorkingTimeBetween query, IMediator send, CancellationToken ct) => send.Send(new CountWorkingTime(id, query.From, query.To), ct))
            .Needs(Area.Settings, Act.Read).Describe("countWorkingTime", "Count the working time between two instants").ProducesProblem(404).WithMetadata(new QueryMetadata(WorkingTimeBetween.Described));
    }
}

internal sealed record WorkingTimeToAdd(DateTimeOffset From, int Minutes) : IReadsQuery
{
    public static readonly IReadOnlyList<QueryParameter> Described =
    [
        new("from", "From when on is counted.") { Required = true, Format = "date-time" },
        new("minutes", "How many minutes of working time.") { Required = true, Least = 0, Largest = AddWorkingTime.MinutesMax },
    ];

    public static ValueTask<WorkingTimeToAdd?> BindAsync(HttpContext http)
    {
        var query = QueryParameters.Of(http, Described);
        return ValueTask.FromResult<WorkingTimeToAdd?>(new(query.Time("from"), query.Number("minutes")));
    }
}

internal sealed record WorkingTimeBetween(DateTimeOffset From, DateTimeOffset To) : IReadsQuery
{
    public static readonly IReadOnlyList<QueryParameter> Described =
    [
        new("from", "From when on is counted.") { Required = true, Format = "date-time" },
        new("to", $"Until when; not before the start, and at most {CountWorkingTime.YearsMax} years after it.") { Required = true, Format = "date-time" },
    ];

    public static ValueTask<WorkingTimeBetween?> BindAsync(HttpContext http)
    {
        var query = QueryParameters.Of(http, Described);
        var (from, to) = (query.Time("from"), query.Time("to"));
        return to < from || to > from.AddYears(CountWorkingTime.YearsMax)
            ? throw InvalidInput.Parameter("to", InputErrors.WorkingTimeBackwards, $"The end is not before the start, and at most {CountWorkingTime.YearsMax} years after it.")
            : ValueTask.FromResult<WorkingTimeBetween?>(new(from, to));
    }
}
