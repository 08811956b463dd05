using Crm.Application.Common;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using FluentValidation;

namespace Crm.Application.Service.Tickets;

/// <summary>What a caller may write about a ticket. Its status changes by acts of their own.</summary>
public record TicketInput
{
    public required string Subject { get; init; }
    public string? Description { get; init; }

    /// <summary>What it is about; question when nothing is said.</summary>
    public TicketType Type { get; init; }

    /// <summary>How the ticket reached us.</summary>
    public required TicketChannel Channel { get; init; }
    public TicketPriority Priority { get; init; } = TicketPriority.Normal;

    /// <summary>A contact of the customer.</summary>
    public Id<Contact>? ContactId { get; init; }
    public Id<Queue>? QueueId { get; init; }

    /// <summary>The customer's order that it is about.</summary>
    public Id<Order>? OrderId { get; init; }

    /// <summary>The product that it is about.</summary>
    public Id<Product>? ProductId { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Values of declared custom fields, by key.</summary>
    public CustomFields? CustomFields { get; init; }
    public IReadOnlyList<ExternalIdInput>? ExternalIds { get; init; }

    /// <summary>What whoever gets it by a rule of its queue, or as the next one, has to know: skills of agents, beside those that the queue requires.</summary>
    public IReadOnlyList<string>? RequiredSkills { get; init; }

    internal static TicketInput Of(Ticket t) => new()
    {
        Subject = t.Subject,
        Description = t.Description,
        Type = t.Type,
        Channel = t.Channel,
        Priority = t.Priority,
        ContactId = t.ContactId,
        QueueId = t.QueueId,
        OrderId = t.OrderId,
        ProductId = t.ProductId,
        Tags = t.Tags,
        CustomFields = t.CustomFields,
        ExternalIds = ExternalIdInput.Of(t.ExternalIds),
        RequiredSkills = t.RequiredSkills,
    };

    internal TicketProfile ToProfile() => new()
    {
        Subject = Subject,
        Description = Description,
        Type = Type,
        Channel = Channel,
        Priority = Priority,
        ContactId = ContactId,
        QueueId = QueueId,
        OrderId = OrderId,
        ProductId = ProductId,
        Tags = Tags ?? [],
        CustomFields = CustomFields ?? CustomFields.None,
        ExternalIds = [.. (ExternalIds ?? []).Select(e => new ExternalId(e.System, e.Id))],
        RequiredSkills = RequiredSkills ?? [],
    };
}

internal sealed class TicketInputValidator : AbstractValidator<TicketInput>
{
    public TicketInputValidator()
    {
        RuleFor(t => t.Subject).RequiredLine(Ticket.SubjectMax);
        RuleFor(t => t.Description).Block(Ticket.DescriptionMax);
        this.Tags(t => t.Tags);
        this.ExternalIds(t => t.ExternalIds);
        RuleFor(t => t.RequiredSkills).AtMost(Ticket.RequiredSkillsMax);
        RuleForEach(t => t.RequiredSkills).RequiredLine(Tags.LengthMax);
    }
}

internal static class TicketReferences
{
    /// <summary>Checks what the input names anew. What a ticket names already may have been archived, or moved to another customer, since.</summary>
    public static async Task EnsureReferences(this ICrmDb db, TicketInput input, Id<Customer> customer, Ticket? before, CancellationToken ct)
    {
        if (input.ContactId is { } contact && contact != before?.ContactId)
        {
            await db.RelyOnReference(contact, c => c.Id == contact && c.CustomerId == customer, "/contactId", ct);   // or the person could be erased before the ticket is there
        }
        if (input.QueueId is { } queue && queue != before?.QueueId)
        {
            await db.HoldAsync([queue], ct);   // or it could be archived before the ticket is in it
            await db.EnsureReference<Queue>(q => q.Id == queue, "/queueId", ct);
        }
        if (input.OrderId is { } order && order != before?.OrderId)
            await db.EnsureReference<Order>(o => o.Id == order && o.CustomerId == customer, "/orderId", ct);
        if (input.ProductId is { } product && product != before?.ProductId)
            await db.EnsureReference<Product>(p => p.Id == product, "/productId", ct);
    }
}
