using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Integration;
using MediatR;

namespace Crm.Application.Integration.Webhooks;

/// <summary>Lets a webhook go on where it stopped: what happened meanwhile is sent as long as events are kept.</summary>
public sealed record EnableWebhook : CommandOn<Webhook>, IRequest<WebhookDetails>;

internal sealed class EnableWebhookHandler(ICrmDb db, IMapper mapper) : IRequestHandler<EnableWebhook, WebhookDetails>
{
    public async Task<WebhookDetails> Handle(EnableWebhook c, CancellationToken ct)
    {
        var webhook = await db.Load(c.Id, ct);
        webhook.Enable();
        await db.SaveLastAsync(ct);
        return mapper.Map<WebhookDetails>(webhook);
    }
}
