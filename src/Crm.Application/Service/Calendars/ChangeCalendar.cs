using Crm.Application.Common;
using Crm.Application.Service.Levels;
using Crm.Domain.Service.Calendars;
using MediatR;

namespace Crm.Application.Service.Calendars;

/// <summary>Changes what the patch names and leaves the rest; the clocks of open tickets that count in the calendar are set anew soon after.</summary>
public sealed record ChangeCalendar(MergePatch<CalendarInput> Patch) : CommandOn<BusinessCalendar>, IRequest<CalendarDetails>;

internal sealed class ChangeCalendarHandler(ICrmDb db, Patches patches, TicketClocks clocks) : IRequestHandler<ChangeCalendar, CalendarDetails>
{
    public async Task<CalendarDetails> Handle(ChangeCalendar c, CancellationToken ct)
    {
        var calendar = await db.Load(c.Id, ct);
        var input = await patches.Apply(c.Patch, CalendarInput.Of(calendar), ct);
        if (calendar.Change(input.ToProfile())) await clocks.LookAgain(calendar.Id, ct);
        await db.SaveLastAsync(ct);
        return CalendarDetails.Of(calendar);
    }
}
