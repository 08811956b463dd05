using Crm.Api.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Insight.Overview;
using Crm.Application.Insight.Timeline;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Api.Insight;

internal static class InsightEndpoints
{
    public static void MapInsight(this RouteGroupBuilder v1)
    {
        var customer = v1.MapGroup("/customers/{id}").WithTags("Insight");

        customer.MapGet("/timeline", Task<ListPage<TimelineEntryRow>> (Id<Customer> id, ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListTimeline(id, query.Request), ct))
            .Needs(Area.Customers, Act.Read).Describe("listCustomerTimeline", "List what happened with a customer",
                "Lists interactions, orders, shipments, returns, payments, tickets, their messages, consents, and changes of owner and life cycle, the newest first. Entries about orders are only for those who may read orders, about tickets for those who may read tickets, internal notes included.")
            .Lists(ListTimeline.Spec).ProducesProblem(404);

        customer.MapGet("/overview", Task<CustomerOverviewDetails> (Id<Customer> id, IMediator send, CancellationToken ct) => send.Send(new GetCustomerOverview(id), ct))
            .Needs(Area.Customers, Act.Read).Describe("getCustomerOverview", "Read a customer at a glance",
                "The customer 360: profile, contacts, consents, open orders and tickets, the last interactions, totals and flags in one answer. Parts that the caller may not see are null; an archived customer has an overview, too.")
            .ProducesProblem(404);
    }
}
