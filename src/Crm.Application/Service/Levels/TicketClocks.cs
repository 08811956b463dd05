using System.Linq.Expressions;
using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Service.Calendars;
using Crm.Application.Service.Tickets;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Service;
using Crm.Domain.Service.Calendars;
using Crm.Domain.Service.Levels;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Levels;

/// <summary>Keeps the clocks of tickets, and shows them.</summary>
public sealed class TicketClocks(ICrmDb db, ITimeZones zones, IMapper mapper, TicketSettings settings, TimeProvider clock)
{
    private static readonly TicketStatus[] Open = [TicketStatus.New, TicketStatus.Open, TicketStatus.Pending, TicketStatus.OnHold];

    private readonly Dictionary<Id<BusinessCalendar>, WorkingTime> _known = [];
    private readonly Dictionary<Id<Ticket>, Reading<SlaCustomer>> _asked = [];

    /// <summary>Asks for what the policy of a customer's new ticket depends on, together with something else.</summary>
    internal static Reading<SlaCustomer> AskOf(Id<Customer> customer, ITogether together) => together.Add(SlaCustomer.Query, customer);

    /// <summary>Asks for what the policy of a ticket depends on, together with something else.</summary>
    internal static Reading<SlaCustomer> AskOf(Id<Ticket> ticket, ITogether together) => together.Add(SlaCustomer.OfTicket, ticket);

    /// <summary>Says what was found for the ticket.</summary>
    internal void Know(Ticket ticket, Reading<SlaCustomer> customer) => _asked[ticket.Id] = customer;

    /// <summary>Brings the clocks of a ticket up to date that is being changed.</summary>
    /// <param name="maySelect">Whether another policy may be for it now.</param>
    public async Task Keep(Ticket ticket, bool maySelect, CancellationToken ct)
    {
        var marks = ticket.Marks().ToHashSet();
        // What has come due under the promise that the ticket has, is raised whatever it gets instead.
        var came = await KeepTime(ticket, ct);
        var cameAnew = maySelect && await Select(ticket, ct) ? await KeepTime(ticket, ct) : [];
        if (came.Count + cameAnew.Count == 0) return;
        marks.UnionWith(await db.SlaEvents.Unrestricted().Where(e => e.TicketId == ticket.Id).Select(e => new SlaMark(e.PolicyId, e.Clock, e.TargetMinutes, e.Kind)).ToListAsync(ct));
        ticket.Ring(came, marks, isAnew: false);
        ticket.Ring(cameAnew, marks, isAnew: true);
    }

    /// <summary>Brings the clocks of a ticket up to date that is shown as it would be; nothing of it is saved.</summary>
    public async Task Foresee(Ticket ticket, CancellationToken ct)
    {
        foreach (var touched in ticket.PullEvents().OfType<TicketClocksTouched>()) await Keep(ticket, touched.MaySelect, ct);
    }

    /// <summary>A ticket as it is answered.</summary>
    public async Task<TicketDetails> Details(Ticket ticket, CancellationToken ct) => Shown(mapper.Map<TicketDetails>(ticket), await Hours(ticket.SlaCalendarId, ct));

    /// <summary>What was read, with what depends on the present time.</summary>
    public TicketDetails Shown(TicketDetails ticket, BusinessCalendar? calendar) => Shown(ticket, calendar is null ? WorkingTime.Always : Of(calendar));

    /// <summary>Lets the clocks that count in the calendar be looked at soon, because it has changed: also those that pause, and those for which no time would ever have come.</summary>
    public Task LookAgain(Id<BusinessCalendar> calendar, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.Tickets.Whole().Where(t => t.SlaCalendarId == calendar && Open.Contains(t.Status)).ExecuteUpdateAsync(t => t.SetProperty(x => x.NextClockAt, now), ct);
    }

    /// <summary>Lets the clocks of tickets be looked at later, and others before them.</summary>
    public Task PutOff(IReadOnlyCollection<Id<Ticket>> tickets, DateTimeOffset until, CancellationToken ct) =>
        db.Tickets.Whole().Where(t => tickets.Contains(t.Id)).ExecuteUpdateAsync(t => t.SetProperty(x => x.NextClockAt, until), ct);

    private TicketDetails Shown(TicketDetails ticket, WorkingTime hours)
    {
        if (ticket.Sla is not { } sla) return ticket;
        var now = clock.GetUtcNow();
        return ticket with { Sla = sla with { FirstResponse = sla.FirstResponse?.At(now, hours), Resolution = sla.Resolution?.At(now, hours) } };
    }

    private async Task<IReadOnlyList<SlaClockRang>> KeepTime(Ticket ticket, CancellationToken ct) => ticket.KeepTime(await Hours(ticket.SlaCalendarId, ct), settings.SlaWarningPercent, clock.GetUtcNow());

    private async Task<bool> Select(Ticket ticket, CancellationToken ct)
    {
        var policies = await db.RememberedAsync<SlaPolicy>(ct);
        if (!_asked.Remove(ticket.Id, out var asked))
        {
            var together = db.Together();
            asked = together.Add(SlaCustomer.Query, ticket.CustomerId);
            await together.SendAsync(ct);
        }
        var of = asked.Rows.Single();
        var subject = new SlaSubject(ticket.Type, ticket.Priority, ticket.Channel, ticket.Tags, of.Market, of.SizeClass, of.Tags);
        var (policy, reason) = policies.OrderBy(p => p.Position).ThenBy(p => p.Id).Select(p => (Policy: p, Reason: p.Conditions.Match(subject))).FirstOrDefault(p => p.Reason is not null);
        return ticket.ApplyPolicy(policy, reason);
    }

    private async Task<WorkingTime> Hours(Id<BusinessCalendar>? id, CancellationToken ct)
    {
        if (id is not { } calendar) return WorkingTime.Always;
        return _known.TryGetValue(calendar, out var known) ? known
            : Of((await db.RememberedAsync<BusinessCalendar>(ct)).FirstOrDefault(c => c.Id == calendar) ?? await db.BusinessCalendars.Whole().AsNoTracking().SingleAsync(c => c.Id == calendar, ct));
    }

    /// <summary>What of a customer a policy may ask about.</summary>
    internal sealed record SlaCustomer(Market? Market, SizeClass? SizeClass, IReadOnlyList<string> Tags)
    {
        private static readonly Expression<Func<Customer, SlaCustomer>> Of = c => new(c.Market, c.SizeClass, c.Tags);

        public static readonly FixedQuery<Id<Customer>, SlaCustomer> Query = new(static (db, _, asked) => db.Customers.Whole().Where(c => c.Id == asked.Value).Select(Of));

        public static readonly FixedQuery<Id<Ticket>, SlaCustomer> OfTicket = new(static (db, _, asked) =>
            db.Customers.Whole().Where(c => db.Tickets.Whole().Any(t => t.Id == asked.Value && t.CustomerId == c.Id)).Select(Of));
    }

    private WorkingTime Of(BusinessCalendar calendar) => _known[calendar.Id] = WorkingTime.Of(calendar, zones.Named(calendar.TimeZone));
}
