using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Integration;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Integration.Webhooks;

/// <summary>Lists what was sent, or is to be sent, to one receiver.</summary>
public sealed record ListWebhookDeliveries(ListRequest List, Id<Webhook> WebhookId) : IRequest<ListPage<WebhookDeliveryRow>>
{
    public static readonly ListSpec<WebhookDelivery> Spec = new ListSpec<WebhookDelivery>(d => d.Id)
        .Sortable("createdAt", d => d.CreatedAt)
        .Filter("webhookId", d => d.WebhookId)
        .Filter("status", d => d.Status)
        .Filter("cause", d => d.Cause)
        .Filter("eventId", d => d.EventId)
        .Filter("eventType", d => d.EventType)
        .Filter("subjectId", d => d.SubjectId)
        .SortedBy("-createdAt");
}

/// <summary>An event that goes to a receiver.</summary>
/// <param name="EventId">The webhook-id of each try.</param>
/// <param name="Cause">Whether the event itself caused it, a replay or a test.</param>
/// <param name="Round">0 for the first sending of an event, counted up by replays.</param>
/// <param name="SubjectId">The record that the event is about.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextAttemptAt">When it is tried next; null when it is over.</param>
public sealed record WebhookDeliveryRow(
    Id<WebhookDelivery> Id, Id<OutboxEvent> EventId, string EventType, WebhookDeliveryCause Cause, int Round, Guid SubjectId, WebhookDeliveryStatus Status, int Attempts,
    DateTimeOffset? NextAttemptAt, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt)
{
    internal static WebhookDeliveryRow Of(WebhookDelivery d) => new(d.Id, d.EventId, d.EventType, d.Cause, d.Round, d.SubjectId, d.Status, d.Attempts, d.NextAttemptAt, d.CreatedAt, d.FinishedAt);
}

internal sealed class ListWebhookDeliveriesHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListWebhookDeliveries, ListPage<WebhookDeliveryRow>>
{
    public async Task<ListPage<WebhookDeliveryRow>> Handle(ListWebhookDeliveries q, CancellationToken ct)
    {
        await db.EnsureThere(q.WebhookId, ct);
        return await lists.Page(db.WebhookDeliveries.Where(d => d.WebhookId == q.WebhookId), ListWebhookDeliveries.Spec, q.List, d => WebhookDeliveryRow.Of(d), ct);
    }
}

internal static class WebhookReferences
{
    /// <summary>The webhook of the address is there; archived ones show their deliveries, too.</summary>
    public static async Task EnsureThere(this ICrmDb db, Id<Webhook> id, CancellationToken ct)
    {
        if (!await db.Webhooks.WithArchived().AnyAsync(w => w.Id == id, ct)) throw new NotFound(nameof(Webhook), id);
    }
}
