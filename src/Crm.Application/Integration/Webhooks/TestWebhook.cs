using Crm.Application.Common;
using Crm.Application.Integration.Events;
using Crm.Domain.Common;
using Crm.Domain.Integration;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Integration.Webhooks;

/// <summary>Calls the receiver once with a test message, at once, and shows what came back. A disabled webhook can be tested, too.</summary>
public sealed record TestWebhook(Id<Webhook> Id) : IRequest<WebhookDeliveryDetails>;

internal sealed class TestWebhookHandler(ICrmDb db, IWebhookDeliveries deliveries, EventFeed feed) : IRequestHandler<TestWebhook, WebhookDeliveryDetails>
{
    public async Task<WebhookDeliveryDetails> Handle(TestWebhook c, CancellationToken ct)
    {
        var webhook = await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(w => w.Id == c.Id, ct) ?? throw new NotFound(nameof(Webhook), c.Id);
        var delivery = await deliveries.Test(webhook, ct);
        return await db.DetailsOf(c.Id, delivery, feed, ct);
    }
}
