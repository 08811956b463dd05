using Crm.Application.Common;
using Crm.Application.Service.Levels;
using Crm.Domain.Service.Calendars;
using FluentValidation;
using MediatR;

namespace Crm.Application.Service.Calendars;

/// <summary>Adds the whole days of an iCalendar file to the holidays of a calendar. Days that are holidays already stay as they are, so repeating it does no harm.</summary>
public sealed record ImportHolidays : CommandOn<BusinessCalendar>, IRequest<HolidayImportDetails>
{
    public const int ContentMax = 500_000;
    public const int YearsMax = 20;

    /// <summary>The text of the file (RFC 5545).</summary>
    public required string Content { get; init; }

    /// <summary>The first year of which days are taken; this year when nothing is said.</summary>
    public int? FromYear { get; init; }

    /// <summary>The last year of which days are taken; four years after the first when nothing is said.</summary>
    public int? ToYear { get; init; }
}

/// <summary>What came of a file.</summary>
/// <param name="Added">How many days are holidays now that were none before.</param>
/// <param name="Known">How many were holidays already.</param>
/// <param name="Ignored">How many events take no whole days.</param>
/// <param name="Calendar">The calendar as it is now.</param>
public sealed record HolidayImportDetails(int Added, int Known, int Ignored, CalendarDetails Calendar);

internal sealed class ImportHolidaysValidator : AbstractValidator<ImportHolidays>
{
    public ImportHolidaysValidator()
    {
        RuleFor(c => c.Content).RequiredBlock(ImportHolidays.ContentMax);
        RuleFor(c => c.FromYear).Within(1800, 2500);
        RuleFor(c => c.ToYear).Within(1800, 2500);
        RuleFor(c => c.ToYear).Must((c, to) => to is null || c.FromYear is null || to >= c.FromYear && to - c.FromYear < ImportHolidays.YearsMax)
            .WithErrorCode(InputErrors.NumberOutOfRange).WithMessage($"The last year is the first one or one of the {ImportHolidays.YearsMax - 1} after it.");
    }
}

internal sealed class ImportHolidaysHandler(ICrmDb db, IHolidayFiles files, TicketClocks clocks, TimeProvider clock) : IRequestHandler<ImportHolidays, HolidayImportDetails>
{
    public async Task<HolidayImportDetails> Handle(ImportHolidays c, CancellationToken ct)
    {
        var calendar = await db.Load(c.Id, ct);
        var from = c.FromYear ?? Math.Min(clock.GetUtcNow().Year, c.ToYear ?? int.MaxValue);
        var file = files.Read(c.Content, from, Math.Clamp(c.ToYear ?? from + 4, from, from + ImportHolidays.YearsMax - 1), ct);
        if (file.IsTooMuch) throw InvalidInput.At("/content", InputErrors.CalendarFileTooMuch, "The rules of the file take too much work; ask for fewer years at once, or leave out what comes back every day or every week.");
        if (file.Fault is { } fault) throw InvalidInput.At("/content", InputErrors.CalendarFileInvalid, fault);
        var before = calendar.Holidays;
        var after = before.With(file.Holidays);
        if (calendar.Change(new(calendar.Name, calendar.Description, calendar.TimeZone, calendar.Hours, after))) await clocks.LookAgain(calendar.Id, ct);
        await db.SaveChangesAsync(ct);
        var added = after.Days.Count - before.Days.Count;
        return new(added, file.Holidays.Count - added, file.Ignored, CalendarDetails.Of(calendar));
    }
}
