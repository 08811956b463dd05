using Crm.Application.Audit;
using Crm.Application.Catalog.Products;
using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Common.Fields;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Contacts;
using Crm.Application.Customers.Customers;
using Crm.Application.Customers.Duplicates;
using Crm.Application.Customers.Interactions;
using Crm.Application.Customers.Merging;
using Crm.Application.Customers.Privacy;
using Crm.Application.Identity.ApiKeys;
using Crm.Application.Identity.HandOvers;
using Crm.Application.Identity.Roles;
using Crm.Application.Identity.Teams;
using Crm.Application.Identity.Territories;
using Crm.Application.Identity.Users;
using Crm.Application.Integration.Webhooks;
using Crm.Application.Marketing.Segments;
using Crm.Application.Orders.Lines;
using Crm.Application.Orders.Orders;
using Crm.Application.Orders.Payments;
using Crm.Application.Orders.Returns;
using Crm.Application.Orders.Shipments;
using Crm.Application.Service.Agents;
using Crm.Application.Service.Calendars;
using Crm.Application.Service.Levels;
using Crm.Application.Service.Macros;
using Crm.Application.Service.Queues;
using Crm.Application.Service.Surveys;
using Crm.Application.Service.Tickets;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Integration;
using Crm.Domain.Operations;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Operations.Exports;

/// <summary>The lists that can be exported: one line for each.</summary>
public static class ExportLists
{
    public static IReadOnlyList<ExportResource> All { get; } = Enum.GetValues<ExportResource>();

    /// <summary>The areas of all of them.</summary>
    public static IReadOnlyList<Area> Areas { get; } = [.. All.Select(r => Of(r).Area).Distinct()];

    public static ExportList Of(ExportResource resource) => resource switch
    {
        ExportResource.Customers => List(Area.Customers, ListCustomers.Spec, list => new ListCustomers(list)),
        ExportResource.Duplicates => List(Area.Customers, ListDuplicatePairs.Spec, list => new ListDuplicatePairs(list)),
        ExportResource.CustomerMerges => List(Area.Customers, ListCustomerMerges.Spec, list => new ListCustomerMerges(list)),
        ExportResource.Contacts => List(Area.Customers, ListContacts.Spec, list => new ListContacts(list)),
        ExportResource.Interactions => List(Area.Customers, ListInteractions.Spec, list => new ListInteractions(list)),
        ExportResource.Segments => List(Area.Marketing, ListSegments.Spec, list => new ListSegments(list)),
        ExportResource.Products => List(Area.Products, ListProducts.Spec, list => new ListProducts(list)),
        ExportResource.StockMovements => List(Area.Products, ListStockMovements.Spec, list => new ListStockMovements(list)),
        ExportResource.Orders => List(Area.Orders, ListOrders.Spec, list => new ListOrders(list)),
        ExportResource.OrderLines => List(Area.Orders, ListOrderLines.Spec, list => new ListOrderLines(list)),
        ExportResource.Shipments => List(Area.Orders, ListShipments.Spec, list => new ListShipments(list)),
        ExportResource.Returns => List(Area.Orders, ListReturns.Spec, list => new ListReturns(list)),
        ExportResource.Payments => List(Area.Orders, ListPayments.Spec, list => new ListPayments(list)),
        ExportResource.Tickets => List(Area.Tickets, ListTickets.Spec, list => new ListTickets(list)),
        ExportResource.SlaEvents => List(Area.Tickets, ListSlaEvents.Spec, list => new ListSlaEvents(list)),
        ExportResource.Queues => List(Area.Settings, ListQueues.Spec, list => new ListQueues(list)),
        ExportResource.Agents => List(Area.Settings, ListAgents.Spec, list => new ListAgents(list)),
        ExportResource.SlaPolicies => List(Area.Settings, ListSlaPolicies.Spec, list => new ListSlaPolicies(list)),
        ExportResource.Calendars => List(Area.Settings, ListCalendars.Spec, list => new ListCalendars(list)),
        ExportResource.Macros => List(Area.Settings, ListMacros.Spec, list => new ListMacros(list)),
        ExportResource.CustomFields => List(Area.Settings, ListFields.Spec, list => new ListFields(list)),
        ExportResource.Users => List(Area.Identity, ListUsers.Spec, list => new ListUsers(list)),
        ExportResource.Teams => List(Area.Identity, ListTeams.Spec, list => new ListTeams(list)),
        ExportResource.Territories => List(Area.Identity, ListTerritories.Spec, list => new ListTerritories(list)),
        ExportResource.Roles => List(Area.Identity, ListRoles.Spec, list => new ListRoles(list)),
        ExportResource.ApiKeys => List(Area.Identity, ListApiKeys.Spec, list => new ListApiKeys(list), Act.Manage),
        ExportResource.HandOvers => List(Area.Identity, ListHandOvers.Spec, list => new ListHandOvers(list)),
        ExportResource.AuditEntries => List(Area.Identity, ListAuditEntries.Spec, list => new ListAuditEntries(list), Act.Manage),
        ExportResource.Webhooks => List(Area.Settings, ListWebhooks.Spec, list => new ListWebhooks(list), Act.Manage),
        ExportResource.LifecycleChanges => ListOf<Customer, LifecycleChangeRow>(Area.Customers, ListLifecycleChanges.Spec, "customerId", (of, list) => new ListLifecycleChanges(of, list)),
        ExportResource.OwnershipChanges => ListOf<Customer, OwnershipChangeRow>(Area.Customers, ListOwnershipChanges.Spec, "customerId", (of, list) => new ListOwnershipChanges(of, list)),
        ExportResource.CustomerConsents => ListOf<Customer, ConsentDetails>(Area.Customers, ListCustomerConsents.Spec, "customerId", (of, list) => new ListCustomerConsents(of, list)),
        ExportResource.ContactConsents => ListOf<Contact, ConsentDetails>(Area.Customers, ListCustomerConsents.Spec, "contactId", (of, list) => new ListContactConsents(of, list)),
        ExportResource.OrderChanges => ListOf<Order, OrderChangeRow>(Area.Orders, ListOrderChanges.Spec, "orderId", (of, list) => new ListOrderChanges(of, list)),
        ExportResource.TicketMessages => ListOf<Ticket, TicketMessageDetails>(Area.Tickets, ListMessages.Spec, "ticketId", (of, list) => new ListMessages(of, list)),
        ExportResource.TicketSurveys => ListOf<Ticket, TicketSurveyDetails>(Area.Tickets, ListTicketSurveys.Spec, "ticketId", (of, list) => new ListTicketSurveys(of, list)),
        ExportResource.QueueMembers => ListOf<Queue, QueueMemberDetails>(Area.Settings, ListQueueMembers.Spec, "queueId", (of, list) => new ListQueueMembers(of, list)),
        ExportResource.HandOverItems => ListOf<HandOver, HandOverItemRow>(Area.Identity, ListHandOverItems.Spec, "handOverId", (of, list) => new ListHandOverItems(of, list)),
        ExportResource.WebhookDeliveries => ListOf<Webhook, WebhookDeliveryRow>(Area.Settings, ListWebhookDeliveries.Spec, "webhookId", (of, list) => new ListWebhookDeliveries(list, of), Act.Manage),
        _ => throw new ArgumentOutOfRangeException(nameof(resource)),
    };

    private static ExportList<TRow> List<TRow>(Area area, IListSpec spec, Func<ListRequest, IRequest<ListPage<TRow>>> list, Act reading = Act.Read) where TRow : class => new(area, reading, spec, null, (_, asked) => list(asked));

    // The condition binds the cursors of such a list to its record.
    private static ExportList<TRow> ListOf<TRecord, TRow>(Area area, IListSpec spec, string field, Func<Id<TRecord>, ListRequest, IRequest<ListPage<TRow>>> list, Act reading = Act.Read) where TRecord : class where TRow : class =>
        new(area, reading, spec, typeof(TRecord), (of, asked) => list(new(of!.Value), asked.Where(field, of.Value)));
}

/// <summary>A list that can be exported.</summary>
/// <param name="Reading">What reading it needs.</param>
/// <param name="Record">The kind of record that each has such a list of its own; null for a list of all records.</param>
/// <param name="Row">What its rows are.</param>
public abstract record ExportList(Area Area, Act Reading, IListSpec Spec, Type? Record, Type Row)
{
    /// <summary>What is read, as the audit calls it.</summary>
    public string Kind => Restrictable.ResourceOf(Row);

    public IReadOnlyList<string> Members => [.. CrmJson.Options.GetTypeInfo(Row).Properties.Select(p => p.Name)];

    /// <exception cref="NotFound">There is no such record (404).</exception>
    public abstract Task<(IReadOnlyList<object> Rows, PageInfo Page)> Read(IMediator send, Guid? of, ListRequest request, CancellationToken ct);
}

internal sealed record ExportList<TRow>(Area Area, Act Reading, IListSpec Spec, Type? Record, Func<Guid?, ListRequest, IRequest<ListPage<TRow>>> List) : ExportList(Area, Reading, Spec, Record, typeof(TRow)) where TRow : class
{
    public override async Task<(IReadOnlyList<object> Rows, PageInfo Page)> Read(IMediator send, Guid? of, ListRequest request, CancellationToken ct)
    {
        var page = await send.Send(List(of, request), ct);
        return (page.Data, page.Page);
    }
}
