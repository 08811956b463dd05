namespace Crm.Application.Insight.Timeline;

/// <summary>What an entry of a timeline is about.</summary>
public enum TimelineKind { Interaction, Order, Shipment, Return, Payment, Ticket, TicketMessage, Consent, Ownership, Lifecycle }

/// <summary>What happened.</summary>
public enum TimelineEvent
{
    OwnershipChanged,
    LifecycleChanged,
    ConsentRecorded,
    OrderDrafted,
    OrderPlaced,
    PaymentRecorded,
    ShipmentShipped,
    ShipmentDelivered,
    OrderCompleted,
    OrderCancelled,
    ReturnRequested,
    ReturnReceived,
    ReturnClosed,
    ReturnEnded,
    TicketOpened,
    TicketMessageWritten,
    TicketResolved,
    TicketClosed,
    InteractionStarted,
}

/// <summary>On which channel it happened: all that interactions, orders, tickets and consents have.</summary>
public enum TimelineChannel { Phone, Mobile, Email, Sms, Chat, Wechat, Weibo, Qq, Whatsapp, Social, Web, Letter, Fax, Visit, Meeting, Event, Field, Partner, Import, Api, Other }
