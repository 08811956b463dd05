using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Application.Customers.Contacts;
using Crm.Application.Customers.Customers;
using Crm.Application.Customers.Interactions;
using Crm.Application.Customers.Merging;
using Crm.Application.Customers.Privacy;
using Crm.Application.Identity.HandOvers;
using Crm.Application.Orders.Orders;
using Crm.Application.Service.Tickets;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Insight.Overview;

/// <summary>Puts together what one wants to know of a customer at a glance, in one round trip to the database.</summary>
public sealed record GetCustomerOverview(Id<Customer> Id) : IRequest<CustomerOverviewDetails>;

internal sealed class GetCustomerOverviewHandler(ICrmDb db, ICurrentUser caller) : IRequestHandler<GetCustomerOverview, CustomerOverviewDetails>
{
    private const int Contacts = 50;
    private const int OpenRecords = 20;
    private const int Interactions = 10;

    private static readonly FixedRecord<Customer, CustomerDetails> Profile = new(static (db, asked) => One(db, asked));

    private static readonly FixedQuery<Id<Customer>, CustomerState> State = new(static (db, _, asked) => One(db, asked).Select(c => new CustomerState
    {
        IsOnHold = c.Credit.IsOnHold,
        IsArchived = c.ArchivedAt != null,
        HasMerged = db.Set<CustomerRedirect>().Any(r => r.SurvivorId == c.Id),
    }));

    private static readonly FixedQuery<Id<Customer>, ContactRow> ContactRows = new(static (db, maps, asked) =>
        db.Contacts.AsNoTracking().Where(c => c.CustomerId == asked.Value).OrderByDescending(c => c.IsPrimary).ThenBy(c => c.Name).ThenBy(c => c.Id).Take(Contacts).ProjectTo<ContactRow>(maps));

    private static readonly FixedQuery<Id<Customer>, SaidConsent> Consents = new(static (db, _, asked) => ConsentStatusDetails.Words(db.Consents.Where(c => c.CustomerId == asked.Value)));

    private static readonly FixedQuery<Id<Customer>, InteractionRow> InteractionRows = new(static (db, maps, asked) =>
        db.Interactions.AsNoTracking().Where(i => i.CustomerId == asked.Value).OrderByDescending(i => i.StartedAt).ThenByDescending(i => i.Id).Take(Interactions).ProjectTo<InteractionRow>(maps));

    private static readonly FixedQuery<Id<Customer>, OrderRow> OpenOrders = new(static (db, maps, asked) =>
        db.Orders.AsNoTracking().Where(o => o.CustomerId == asked.Value).Where(OpenWork.OpenOrder).OrderByDescending(o => o.CreatedAt).ThenByDescending(o => o.Id).Take(OpenRecords).ProjectTo<OrderRow>(maps));

    private static readonly FixedQuery<Id<Customer>, OrderSums> Sums = new(static (db, _, asked) =>
        db.Orders.AsNoTracking().Where(o => o.CustomerId == asked.Value && o.PlacedAt != null && o.Status != OrderStatus.Cancelled).GroupBy(o => o.Currency).Select(g => new OrderSums
        {
            Currency = g.Key,
            Count = g.Count(),
            LastAt = g.Max(o => o.PlacedAt),
            Net = g.Sum(o => o.Gross == 0 ? o.Net : o.Net - o.Net * o.Credited / o.Gross),
            Due = g.AsQueryable().Where(o => o.Status != OrderStatus.Completed).Sum(Order.DueOf),
        }).OrderBy(s => s.Currency));

    private static readonly FixedQuery<Id<Customer>, TicketRow> OpenTickets = new(static (db, maps, asked) =>
        Open(db, asked).OrderByDescending(t => t.OpenedAt).ThenByDescending(t => t.Id).Take(OpenRecords).ProjectTo<TicketRow>(maps));

    private static readonly FixedQuery<Id<Customer>, TicketCounts> Counts = new(static (db, _, asked) =>
        Open(db, asked).GroupBy(t => 1).Select(g => new TicketCounts { Open = g.Count(), Complaints = g.Count(t => t.Type == TicketType.Complaint) }));

    public async Task<CustomerOverviewDetails> Handle(GetCustomerOverview q, CancellationToken ct)
    {
        var (id, together) = (q.Id, db.Together());
        var profile = together.Add(Profile, id);
        var state = together.Add(State, id);
        var contacts = together.Add(ContactRows, id);
        var consents = together.Add(Consents, id);
        var interactions = together.Add(InteractionRows, id);
        var (seesOrders, seesTickets) = (caller.Access.May(Area.Orders, Act.Read), caller.Access.May(Area.Tickets, Act.Read));
        var (orders, sums) = seesOrders ? (together.Add(OpenOrders, id), together.Add(Sums, id)) : default;
        var (tickets, counts) = seesTickets ? (together.Add(OpenTickets, id), together.Add(Counts, id)) : default;
        await together.SendAsync(ct);

        if (profile.Rows is not [var customer] || state.Rows is not [var now]) throw new NotFound(nameof(Customer), id);
        var count = counts?.Rows.SingleOrDefault();
        return new(
            customer,
            contacts.Rows,
            ConsentStatusDetails.OfWords(consents.Rows).Said,
            orders?.Rows,
            tickets?.Rows,
            interactions.Rows,
            sums is null ? null : Totals(sums.Rows),
            seesTickets ? count?.Open ?? 0 : null,
            new(caller.Access.Fields.IsHidden("customer", "credit") ? null : now.IsOnHold, seesTickets ? count?.Complaints > 0 : null, customer.LegalHold is not null, now.IsArchived, customer.ErasedAt is not null, now.HasMerged));
    }

    private static IQueryable<Customer> One(ICrmDb db, Asked<Id<Customer>> asked) => db.Customers.Standing().AsNoTracking().Where(c => c.Id == asked.Value);

    private static IQueryable<Ticket> Open(ICrmDb db, Asked<Id<Customer>> asked) =>
        db.Tickets.AsNoTracking().Where(t => t.CustomerId == asked.Value && t.Status != TicketStatus.Resolved && t.Status != TicketStatus.Closed);

    private static OrderTotalsDetails Totals(IReadOnlyList<OrderSums> sums) => new(
        sums.Sum(s => s.Count), sums.Max(s => s.LastAt), [.. sums.Select(s => new CurrencyTotalsDetails(s.Currency, s.Count, new Money(s.Net, s.Currency).Rounded(), new(s.Due, s.Currency)))]);

    private sealed class CustomerState
    {
        public bool IsOnHold { get; init; }
        public bool IsArchived { get; init; }
        public bool HasMerged { get; init; }
    }

    private sealed class OrderSums
    {
        public required string Currency { get; init; }
        public int Count { get; init; }
        public DateTimeOffset? LastAt { get; init; }
        public decimal Net { get; init; }
        public decimal Due { get; init; }
    }

    private sealed class TicketCounts
    {
        public int Open { get; init; }
        public int Complaints { get; init; }
    }
}
