using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Identity.HandOvers;
using Crm.Application.Service.Calendars;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using Crm.Domain.Service.Calendars;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Assignments;

/// <summary>Gives tickets to the members of their queues by the rule of the queue. The rows of the members' agents are locked, always in the order of their ids: whoever else gives one of them
/// something waits, in this queue or another one, and then counts what was given here.</summary>
public sealed class Assigner(ICrmDb db, ITimeZones zones)
{
    /// <summary>For a ticket that came into its queue or back into work: gives it to whose turn it is. It waits where nobody can take it; then a job looks again.</summary>
    public async Task Assign(Ticket ticket, DateTimeOffset now, CancellationToken ct)
    {
        if (!ticket.IsWaiting || ticket.QueueId is not { } queue || await RotaOf(queue, now, ct) is not { } rota) return;
        await Assign(ticket, rota, TicketNeeds.Of(rota.Queue, ticket.RequiredSkills, await Language(rota.Queue, ticket, ct)), now, ct);
    }

    /// <summary>For a ticket that was moved: who is no member of a queue that gives out its tickets by a rule, gives it up.</summary>
    public async Task Reassign(Ticket ticket, DateTimeOffset now, CancellationToken ct)
    {
        if (ticket is { QueueId: { } queue, AssigneeId: { } assignee } && ticket.Status is not (TicketStatus.Resolved or TicketStatus.Closed)
            && await db.Queues.AnyAsync(q => q.Id == queue && q.Strategy != QueueStrategy.Manual, ct) && !await db.Set<QueueMember>().AnyAsync(m => m.QueueId == queue && m.UserId == assignee, ct))
            ticket.Assign(null, now);
        await Assign(ticket, now, ct);
    }

    /// <summary>Gives a waiting ticket to whose turn it is; says whether anybody could take it.</summary>
    public async Task<bool> Assign(Ticket ticket, Rota rota, TicketNeeds needs, DateTimeOffset now, CancellationToken ct)
    {
        while (rota.Next(needs) is { } next)
        {
            if (await db.IsWorker(next.Member.UserId, ct))
            {
                rota.Give(next);
                ticket.Assign(next.Member.UserId, now, rota.Way);
                return true;
            }
            rota.Drop(next);   // deactivated since the members were read
        }
        return false;
    }

    /// <summary>The members who are on duty, locked until the transaction ends; null for a queue without a rule.</summary>
    public async Task<Rota?> RotaOf(Id<Queue> id, DateTimeOffset now, CancellationToken ct)
    {
        var queue = await db.Queues.AsNoTracking().SingleOrDefaultAsync(q => q.Id == id && q.Strategy != QueueStrategy.Manual, ct);
        if (queue is null) return null;
        var locked = await db.Set<QueueMember>().Where(m => m.QueueId == id).Join(db.Agents, m => m.UserId, a => a.UserId, (m, a) => a.Id).ToListAsync(ct);
        await db.LockAsync(locked, ct);
        // After the lock, so that everything is counted that others have given. Who became a member meanwhile is not locked, and gets the next one.
        var members = await db.Set<QueueMember>().Where(m => m.QueueId == id)
            .Join(db.Agents, m => m.UserId, a => a.UserId, (m, a) => new { Member = m, Agent = a, IsActive = db.Users.Any(u => u.Id == m.UserId && u.IsActive) })
            .ToListAsync(ct);
        var onDuty = members.FindAll(m => m.IsActive && m.Member.ReceivesAutomatically && m.Agent.IsAvailable && locked.Contains(m.Agent.Id));
        var closed = await Closed([.. onDuty.Select(m => m.Agent.CalendarId).OfType<Id<BusinessCalendar>>().Distinct()], now, ct);
        onDuty.RemoveAll(m => m.Agent.CalendarId is { } calendar && closed.Contains(calendar));
        var open = await OpenTickets([.. onDuty.Select(m => m.Member.UserId)], ct);
        return new(queue, onDuty.Select(m => new OnDuty(m.Member, m.Agent, open.GetValueOrDefault(m.Member.UserId))), members.Count == 0 ? 0 : members.Max(m => m.Member.Turn));
    }

    /// <summary>How many tickets each of them has that are neither resolved nor closed, whoever asks.</summary>
    public async Task<IReadOnlyDictionary<Id<User>, int>> OpenTickets(IReadOnlyCollection<Id<User>> users, CancellationToken ct)
    {
        Id<User>?[] wanted = [.. users.Select(u => (Id<User>?)u)];
        TicketStatus[] open = [TicketStatus.New, TicketStatus.Open, TicketStatus.Pending, TicketStatus.OnHold];
        return await db.Tickets.Unrestricted().Where(t => wanted.Contains(t.AssigneeId) && open.Contains(t.Status))
            .GroupBy(t => t.AssigneeId).Select(g => new { User = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.User!.Value, g => g.Count, ct);
    }

    /// <summary>Those of the calendars that have no working time now; an archived one goes on counting.</summary>
    private async Task<IReadOnlyCollection<Id<BusinessCalendar>>> Closed(IReadOnlyCollection<Id<BusinessCalendar>> calendars, DateTimeOffset now, CancellationToken ct) => calendars.Count == 0
        ? []
        : [.. (await db.BusinessCalendars.Whole().AsNoTracking().Where(c => calendars.Contains(c.Id)).ToListAsync(ct)).Where(c => !WorkingTime.Of(c, zones.Named(c.TimeZone)).Includes(now)).Select(c => c.Id)];

    private async Task<string?> Language(Queue queue, Ticket ticket, CancellationToken ct)
    {
        if (!queue.MatchLanguage) return null;
        var contact = ticket.ContactId is { } id ? await db.Contacts.Whole().Where(c => c.Id == id).Select(c => c.PreferredLanguage).SingleOrDefaultAsync(ct) : null;
        return contact ?? await db.Customers.Whole().Where(c => c.Id == ticket.CustomerId).Select(c => c.PreferredLanguage).SingleOrDefaultAsync(ct);
    }
}
