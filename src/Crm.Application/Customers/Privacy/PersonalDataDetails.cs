using Crm.Application.Audit;
using Crm.Application.Customers.Contacts;
using Crm.Application.Customers.Customers;
using Crm.Application.Customers.Interactions;
using Crm.Application.Orders.Orders;
using Crm.Application.Orders.Payments;
using Crm.Application.Orders.Returns;
using Crm.Application.Orders.Shipments;
using Crm.Application.Service.Surveys;
using Crm.Application.Service.Tickets;
using Crm.Domain.Common;
using Crm.Domain.Marketing;

namespace Crm.Application.Customers.Privacy;

/// <summary>Everything that is kept about one person.</summary>
/// <param name="At">When it was put together.</param>
/// <param name="Customer">The person, when it is a customer; null for a contact.</param>
/// <param name="MergedCustomers">What is left of the customers that were merged into this one.</param>
/// <param name="Contacts">The person, when it is a contact; else the contacts of the customer.</param>
/// <param name="Segments">The groups of customers in which somebody has put the person.</param>
/// <param name="Orders">Those of the person, and those that name the person as contact.</param>
/// <param name="Tickets">Those of the person, and those that name the person as contact.</param>
/// <param name="OtherMessages">What the person wrote on tickets that are not among these.</param>
/// <param name="Interactions">Those with the person, and those in which the person took part.</param>
/// <param name="AuditEntries">Who did what to all these records, the oldest first.</param>
public sealed record PersonalDataDetails(
    DateTimeOffset At,
    CustomerDetails? Customer,
    IReadOnlyList<CustomerDetails> MergedCustomers,
    IReadOnlyList<ContactDetails> Contacts,
    IReadOnlyList<ConsentDetails> Consents,
    IReadOnlyList<LifecycleChangeRow> LifecycleChanges,
    IReadOnlyList<OwnershipChangeRow> OwnershipChanges,
    IReadOnlyList<PersonsSegmentDetails> Segments,
    IReadOnlyList<PersonsOrderDetails> Orders,
    IReadOnlyList<PersonsTicketDetails> Tickets,
    IReadOnlyList<TicketMessageDetails> OtherMessages,
    IReadOnlyList<InteractionDetails> Interactions,
    IReadOnlyList<AuditEntryRow> AuditEntries);

/// <summary>A group of customers in which somebody has put the person.</summary>
public sealed record PersonsSegmentDetails(Id<Segment> Id, string Name);

/// <summary>An order with all that belongs to it.</summary>
public sealed record PersonsOrderDetails(
    OrderDetails Order,
    IReadOnlyList<OrderChangeRow> Changes,
    IReadOnlyList<ShipmentDetails> Shipments,
    IReadOnlyList<ReturnDetails> Returns,
    IReadOnlyList<PaymentDetails> Payments);

/// <summary>A ticket with what was said about it, and how content the person was.</summary>
public sealed record PersonsTicketDetails(TicketDetails Ticket, IReadOnlyList<TicketMessageDetails> Messages, IReadOnlyList<TicketSurveyDetails> Surveys);
