using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Orders;

namespace Crm.Domain.Service;

public enum TicketType { Question, Incident, Complaint, Repair, Return, Request }

/// <summary>How a ticket or a message reached us, or left us.</summary>
public enum TicketChannel { Phone, Email, Web, Chat, Wechat, Visit, Social, Api }

public enum TicketPriority { Low, Normal, High, Urgent }

/// <summary>What a caller may write about a ticket. It replaces everything: what is left out is emptied.</summary>
public sealed record TicketProfile
{
    public required string Subject { get; init; }
    public string? Description { get; init; }
    public TicketType Type { get; init; }
    public required TicketChannel Channel { get; init; }
    public TicketPriority Priority { get; init; } = TicketPriority.Normal;
    public Id<Contact>? ContactId { get; init; }
    public Id<Order>? OrderId { get; init; }
    public Id<Product>? ProductId { get; init; }
    public Id<Queue>? QueueId { get; init; }
    public IReadOnlyCollection<string> Tags { get; init; } = [];
    public CustomFields CustomFields { get; init; } = CustomFields.None;
    public IReadOnlyCollection<ExternalId> ExternalIds { get; init; } = [];
    public IReadOnlyCollection<string> RequiredSkills { get; init; } = [];

    /// <summary>The ticket as it is, to change a part of it.</summary>
    public static TicketProfile Of(Ticket ticket) => new()
    {
        Subject = ticket.Subject,
        Description = ticket.Description,
        Type = ticket.Type,
        Channel = ticket.Channel,
        Priority = ticket.Priority,
        ContactId = ticket.ContactId,
        OrderId = ticket.OrderId,
        ProductId = ticket.ProductId,
        QueueId = ticket.QueueId,
        Tags = ticket.Tags,
        CustomFields = ticket.CustomFields,
        ExternalIds = ticket.ExternalIds,
        RequiredSkills = ticket.RequiredSkills,
    };
}
