using AutoMapper;
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

internal sealed class GetCustomerOverviewHandler(ICrmDb db, IConfigurationProvider maps, ICurrentUser caller) : IRequestHandler<GetCustomerOverview, CustomerOverviewDetails>
{
    private const int Contacts = 50;
    private const int OpenRecords = 20;
    private const int Interactions = 10;

    public async Task<CustomerOverviewDetails> Handle(GetCustomerOverview q, CancellationToken ct)
    {
        var (id, together) = (q.Id, db.Together());
        var customers = db.Customers.Standing().AsNoTracking().Where(c => c.Id == id);
        var profile = together.Add(customers.ProjectTo<CustomerDetails>(maps));
        var state = together.Add(customers.Select(c => new { OnHold = c.Credit.IsOnHold, IsArchived = c.ArchivedAt != null, HasMerged = db.Set<CustomerRedirect>().Any(r => r.SurvivorId == c.Id) }));
        var contacts = together.Add(db.Contacts.AsNoTracking().Where(c => c.CustomerId == id).OrderByDescending(c => c.IsPrimary).ThenBy(c => c.Name).ThenBy(c => c.Id).Take(Contacts).ProjectTo<ContactRow>(maps));
        var consents = together.Add(ConsentStatusDetails.Words(db.Consents.Where(c => c.CustomerId == id)));
        var interactions = together.Add(db.Interactions.AsNoTracking().Where(i => i.CustomerId == id).OrderByDescending(i => i.StartedAt).ThenByDescending(i => i.Id).Take(Interactions).ProjectTo<InteractionRow>(maps));
        var orders = caller.Access.May(Area.Orders, Act.Read) ? Orders(together, id) : null;
        var tickets = caller.Access.May(Area.Tickets, Act.Read) ? Tickets(together, id) : null;
        await together.SendAsync(ct);

        if (profile.Rows is not [var customer] || state.Rows is not [var now]) throw new NotFound(nameof(Customer), id);
        var count = tickets?.Counts.Rows.SingleOrDefault();
        return new(
            customer,
            contacts.Rows,
            ConsentStatusDetails.OfWords(consents.Rows).Said,
            orders?.Open.Rows,
            tickets?.Open.Rows,
            interactions.Rows,
            orders is null ? null : Totals(orders.Sums.Rows),
            tickets is null ? null : count?.Open ?? 0,
            new(caller.Access.Fields.IsHidden("customer", "credit") ? null : now.OnHold, tickets is null ? null : count?.Complaints > 0, customer.LegalHold is not null, now.IsArchived, customer.ErasedAt is not null, now.HasMerged));
    }

    private OrderReadings Orders(ITogether together, Id<Customer> id)
    {
        var orders = db.Orders.AsNoTracking().Where(o => o.CustomerId == id);
        return new(
            together.Add(orders.Where(OpenWork.OpenOrder).OrderByDescending(o => o.CreatedAt).ThenByDescending(o => o.Id).Take(OpenRecords).ProjectTo<OrderRow>(maps)),
            together.Add(orders.Where(o => o.PlacedAt != null && o.Status != OrderStatus.Cancelled).GroupBy(o => o.Currency).Select(g => new OrderSums
            {
                Currency = g.Key,
                Count = g.Count(),
                LastAt = g.Max(o => o.PlacedAt),
                Net = g.Sum(o => o.Gross == 0 ? o.Net : o.Net - o.Net * o.Credited / o.Gross),
                Due = g.AsQueryable().Where(o => o.Status != OrderStatus.Completed).Sum(Order.DueOf),
            }).OrderBy(s => s.Currency)));
    }

    private TicketReadings Tickets(ITogether together, Id<Customer> id)
    {
        var open = db.Tickets.AsNoTracking().Where(t => t.CustomerId == id && t.Status != TicketStatus.Resolved && t.Status != TicketStatus.Closed);
        return new(
            together.Add(open.OrderByDescending(t => t.OpenedAt).ThenByDescending(t => t.Id).Take(OpenRecords).ProjectTo<TicketRow>(maps)),
            together.Add(open.GroupBy(t => 1).Select(g => new TicketCounts { Open = g.Count(), Complaints = g.Count(t => t.Type == TicketType.Complaint) })));
    }

    private static OrderTotalsDetails Totals(IReadOnlyList<OrderSums> sums) => new(
        sums.Sum(s => s.Count), sums.Max(s => s.LastAt), [.. sums.Select(s => new CurrencyTotalsDetails(s.Currency, s.Count, new Money(s.Net, s.Currency).Rounded(), new(s.Due, s.Currency)))]);

    private sealed record OrderReadings(Reading<OrderRow> Open, Reading<OrderSums> Sums);

    private sealed record TicketReadings(Reading<TicketRow> Open, Reading<TicketCounts> Counts);

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
