using Crm.Application.Customers.Contacts;
using Crm.Application.Customers.Customers;
using Crm.Application.Customers.Interactions;
using Crm.Application.Customers.Privacy;
using Crm.Application.Orders.Orders;
using Crm.Application.Service.Tickets;
using Crm.Domain.Common;

namespace Crm.Application.Insight.Overview;

/// <summary>A customer as one sees it at a glance (customer 360). A part that the caller may not see is null.</summary>
/// <param name="Profile">The customer itself.</param>
/// <param name="Contacts">The first 50 contacts, the primary one first, then by name.</param>
/// <param name="Consents">What holds for each purpose, in general and on the channels about which something was said; of a contact, its own consent status tells.</param>
/// <param name="OpenOrders">The newest 20 orders that are neither completed nor cancelled, drafts too; null without the right to read orders.</param>
/// <param name="OpenTickets">The newest 20 tickets that are neither resolved nor closed; null without the right to read tickets.</param>
/// <param name="LastInteractions">The last 10 interactions, the newest first.</param>
/// <param name="OrderTotals">What the customer's orders come to; null without the right to read orders.</param>
/// <param name="OpenTicketCount">How many tickets are neither resolved nor closed; null without the right to read tickets.</param>
/// <param name="Flags">What one should know before anything else.</param>
public sealed record CustomerOverviewDetails(
    CustomerDetails Profile,
    IReadOnlyList<ContactRow> Contacts,
    IReadOnlyList<ConsentStatusRow> Consents,
    IReadOnlyList<OrderRow>? OpenOrders,
    IReadOnlyList<TicketRow>? OpenTickets,
    IReadOnlyList<InteractionRow> LastInteractions,
    OrderTotalsDetails? OrderTotals,
    int? OpenTicketCount,
    CustomerFlagsDetails Flags);

/// <summary>What a customer's orders come to: those that were placed and not cancelled, of which the caller may see.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="LastOrderAt">When the last one was placed; null when none was.</param>
/// <param name="Currencies">What they come to in each currency; two currencies are never added.</param>
public sealed record OrderTotalsDetails(int Count, DateTimeOffset? LastOrderAt, IReadOnlyList<CurrencyTotalsDetails> Currencies);

/// <summary>What a customer's orders come to in one currency.</summary>
/// <param name="Count">How many orders there are in it.</param>
/// <param name="NetRevenue">Their net amounts, less the share of what was credited for returned goods.</param>
/// <param name="OpenAmount">Still to pay for those that are not completed, as the credit limit counts it; negative when the customer gets something back.</param>
public sealed record CurrencyTotalsDetails(string Currency, int Count, Money NetRevenue, Money OpenAmount);

/// <summary>What one should know of a customer before anything else.</summary>
/// <param name="CreditHold">All new orders go on hold; null when the caller's role hides the credit.</param>
/// <param name="ComplaintOpen">A complaint is neither resolved nor closed; null without the right to read tickets.</param>
/// <param name="LegalHold">The data may not be erased.</param>
/// <param name="Archived">The customer is archived, and nothing new can be done with it.</param>
/// <param name="Erased">The personal data was erased.</param>
/// <param name="Merged">Others were merged into this customer.</param>
public sealed record CustomerFlagsDetails(bool? CreditHold, bool? ComplaintOpen, bool LegalHold, bool Archived, bool Erased, bool Merged);
