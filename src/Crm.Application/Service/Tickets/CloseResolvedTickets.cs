using Crm.Application.Common;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Tickets;

/// <summary>Closes tickets that have been resolved for long enough, a batch at a time; answers how many it closed.</summary>
public sealed record CloseResolvedTickets : ITransactional, IRequest<int>
{
    public const int Batch = 100;
}

/// <summary>The settings of tickets (section Tickets).</summary>
public sealed record TicketSettings
{
    /// <summary>The days after which a resolved ticket closes by itself.</summary>
    public int CloseResolvedAfterDays
    {
        get;
        init => field = value is >= 0 and <= 3650 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Tickets:CloseResolvedAfterDays takes 0 to 3650 days.");
    } = 7;

    /// <summary>How much of a promised time is left when it is warned of, in percent of the whole; 0 for no warnings.</summary>
    public int SlaWarningPercent
    {
        get;
        init => field = value is >= 0 and <= 99 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Tickets:SlaWarningPercent takes 0 to 99 percent.");
    } = 25;
    /// <summary>The days in which a survey can be answered.</summary>
    public int SurveyDays
    {
        get;
        init => field = value is >= 1 and <= 365 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Tickets:SurveyDays takes 1 to 365 days.");
    } = 30;
}

internal sealed class CloseResolvedTicketsHandler(ICrmDb db, TicketSettings settings, TimeProvider clock) : IRequestHandler<CloseResolvedTickets, int>
{
    public async Task<int> Handle(CloseResolvedTickets c, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var after = TimeSpan.FromDays(settings.CloseResolvedAfterDays);
        var before = now - after;
        var due = await db.Tickets.Where(t => t.Status == TicketStatus.Resolved && t.ResolvedAt <= before)
            .OrderBy(t => t.ResolvedAt).Select(t => t.Id).Take(CloseResolvedTickets.Batch).ToListAsync(ct);
        // Another instance has the others in hand, or somebody who is changing them.
        var claimed = await db.ClaimAsync(due, ct);
        var closed = (await db.Tickets.Where(t => claimed.Contains(t.Id)).ToListAsync(ct)).FindAll(t => t.IsDueToClose(now, after));
        foreach (var ticket in closed) ticket.Close(now);
        await db.SaveChangesAsync(ct);
        return closed.Count;
    }
}
