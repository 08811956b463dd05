using System.Globalization;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;

namespace Crm.Application.Insight.Timeline;

/// <summary>One thing that happened with a customer.</summary>
/// <param name="Id">Made of the event and the record's id: one record can have several entries.</param>
/// <param name="Kind">What it is about; kinds are added in later versions.</param>
/// <param name="Event">What happened; events are added in later versions.</param>
/// <param name="Title">What happened, in a line.</param>
/// <param name="Excerpt">The beginning of what was said or written; null when nothing was.</param>
/// <param name="Direction">Whether it came in or went out; null for what has no direction, such as an internal note.</param>
/// <param name="RecordId">The id of the record that it is about: the interaction, order, shipment, return, payment, ticket, message, consent or change.</param>
/// <param name="OrderId">The order that it belongs to.</param>
/// <param name="TicketId">The ticket that it belongs to.</param>
/// <param name="ContactId">Who at the customer it was about or with.</param>
/// <param name="By">The user who did it, where that is known.</param>
/// <param name="Amount">What an order comes to, or what was paid; negative for a refund.</param>
public sealed record TimelineEntryRow(
    string Id,
    TimelineKind Kind,
    TimelineEvent Event,
    DateTimeOffset At,
    string Title,
    string? Excerpt,
    TimelineChannel? Channel,
    InteractionDirection? Direction,
    Guid RecordId,
    Id<Order>? OrderId,
    Id<Ticket>? TicketId,
    Id<Contact>? ContactId,
    Id<User>? By,
    Money? Amount)
{
    private static readonly Dictionary<string, TimelineChannel> Channels = Names<TimelineChannel>();
    private static readonly Dictionary<string, InteractionDirection> Directions = Names<InteractionDirection>();
    private static readonly string Note = CrmJson.Name(TicketMessageKind.InternalNote);
    private static readonly string Reply = CrmJson.Name(TicketMessageKind.PublicReply);
    private static readonly string FromCustomer = CrmJson.Name(TicketMessageKind.CustomerMessage);

    internal static TimelineEntryRow Of(TimelineLine line, bool showsText)
    {
        var branch = TimelineBranches.All[line.Rank];
        return new(
            string.Create(CultureInfo.InvariantCulture, $"{CrmJson.Name(branch.Event)}:{line.Id}"),
            branch.Kind,
            branch.Event,
            line.At,
            TitleOf(branch.Event, line),
            showsText ? line.Text : null,
            line.Channel is { } channel ? Channels[channel] : null,
            DirectionOf(line),
            line.Id,
            line.OrderId is { } order ? new(order) : null,
            line.TicketId is { } ticket ? new(ticket) : null,
            line.ContactId is { } contact ? new(contact) : null,
            line.By is { } user ? new(user) : null,
            line is { Amount: { } amount, Currency: { } currency } ? new(amount, currency) : null);
    }

    private static string TitleOf(TimelineEvent happened, TimelineLine line) => happened switch
    {
        TimelineEvent.OwnershipChanged => line.Detail is null ? "Nobody owns the customer" : "The customer was given an owner or a team",
        TimelineEvent.LifecycleChanged => line.Detail is null ? $"Registered as {line.Label}" : $"From {line.Detail} to {line.Label}",
        TimelineEvent.ConsentRecorded => $"Consent to {line.Label}: {line.Detail}",
        TimelineEvent.OrderDrafted => $"Order {line.Label} drafted",
        TimelineEvent.OrderPlaced => $"Order {line.Label} placed",
        TimelineEvent.OrderCompleted => $"Order {line.Label} completed",
        TimelineEvent.OrderCancelled => $"Order {line.Label} cancelled",
        TimelineEvent.PaymentRecorded => line.Detail == CrmJson.Name(PaymentKind.Refund) ? $"Refund for order {line.Label}" : $"Payment for order {line.Label}",
        TimelineEvent.ShipmentShipped => line.Detail is null ? $"Shipment for order {line.Label} left" : $"Shipment for order {line.Label} left with {line.Detail}",
        TimelineEvent.ShipmentDelivered => $"Shipment for order {line.Label} delivered",
        TimelineEvent.ReturnRequested => $"Return {line.Label} requested",
        TimelineEvent.ReturnReceived => $"Return {line.Label} received",
        TimelineEvent.ReturnClosed => $"Return {line.Label} closed",
        TimelineEvent.ReturnEnded => $"Return {line.Label} {line.Detail}",
        TimelineEvent.TicketOpened => $"Ticket {line.Label} opened: {line.Detail}",
        TimelineEvent.TicketResolved => $"Ticket {line.Label} resolved: {line.Detail}",
        TimelineEvent.TicketClosed => $"Ticket {line.Label} closed: {line.Detail}",
        TimelineEvent.TicketMessageWritten => line.Detail == Note ? $"Note on ticket {line.Label}" : line.Detail == Reply ? $"Reply on ticket {line.Label}" : $"Message on ticket {line.Label}",
        _ => line.Label ?? "",
    };

    private static InteractionDirection? DirectionOf(TimelineLine line) =>
        line.Direction is { } direction ? Directions[direction] : line.Detail == FromCustomer ? InteractionDirection.In : line.Detail == Reply ? InteractionDirection.Out : null;

    private static Dictionary<string, T> Names<T>() where T : struct, Enum => Enum.GetValues<T>().ToDictionary(v => CrmJson.Name(v), StringComparer.Ordinal);
}
