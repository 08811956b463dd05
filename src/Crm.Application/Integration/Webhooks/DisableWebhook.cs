using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Integration;
using MediatR;

namespace Crm.Application.Integration.Webhooks;

/// <summary>Has a webhook send nothing until it is enabled again.</summary>
public sealed record DisableWebhook : CommandOn<Webhook>, IRequest<WebhookDetails>;

internal sealed class DisableWebhookHandler(ICrmDb db, IMapper mapper, TimeProvider clock) : IRequestHandler<DisableWebhook, WebhookDetails>
{
    public async Task<WebhookDetails> Handle(DisableWebhook c, CancellationToken ct)
    {
        var webhook = await db.Load(c.Id, ct);
        webhook.Disable(WebhookDisabledReason.Manual, clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return mapper.Map<WebhookDetails>(webhook);
    }
}
