using Crm.Application.Common;

namespace Crm.Application.Service.Statistics;

/// <summary>The time that a report is about: its beginning is in it, its end is not.</summary>
public sealed record ReportPeriod(DateTimeOffset From, DateTimeOffset To)
{
    public const int MostYears = 5;

    /// <summary>The equally long time before, which ends where this one begins.</summary>
    internal DateTimeOffset Before => From - (To - From);

    /// <exception cref="InvalidInput">It ends before it begins, or is too long (400).</exception>
    public static ReportPeriod Of(DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from) throw InvalidInput.Parameter("to", InputErrors.PeriodReversed, "The period must end after it begins.");
        if (to > from.AddYears(MostYears)) throw InvalidInput.Parameter("to", InputErrors.PeriodTooLong, $"A period has at most {MostYears} years.");
        return new(from, to);
    }
}
