using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Integration;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Integration.Webhooks;

/// <summary>Has a delivery that is over sent again, as soon as possible and with all its tries.</summary>
public sealed record RetryWebhookDelivery(Id<WebhookDelivery> DeliveryId) : CommandOn<Webhook>, IRequest<WebhookDeliveryRow>;

internal sealed class RetryWebhookDeliveryHandler(ICrmDb db, IWebhookDeliveries deliveries) : IRequestHandler<RetryWebhookDelivery, WebhookDeliveryRow>
{
    public async Task<WebhookDeliveryRow> Handle(RetryWebhookDelivery c, CancellationToken ct)
    {
        var webhook = await db.Load(c.Id, ct);
        var delivery = await db.WebhookDeliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Id == c.DeliveryId && d.WebhookId == c.Id, ct) ?? throw new NotFound(nameof(WebhookDelivery), c.DeliveryId);
        if (webhook.Status == WebhookStatus.Disabled) throw WebhookErrors.Disabled;
        if (delivery.Cause == WebhookDeliveryCause.Test || !await db.Events.AnyAsync(e => e.Id == delivery.EventId, ct)) throw WebhookErrors.EventGone;
        if (!await deliveries.Again(c.DeliveryId, ct)) throw WebhookErrors.DeliveryPending;
        return await db.WebhookDeliveries.AsNoTracking().Where(d => d.Id == c.DeliveryId).Select(d => WebhookDeliveryRow.Of(d)).SingleAsync(ct);
    }
}
