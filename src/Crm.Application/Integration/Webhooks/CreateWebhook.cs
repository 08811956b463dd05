using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Integration.Events;
using Crm.Domain.Integration;
using MediatR;

namespace Crm.Application.Integration.Webhooks;

/// <summary>Subscribes to events, from now on.</summary>
public sealed record CreateWebhook : WebhookInput, ITransactional, IRequest<WebhookWithSecret>;

internal sealed class CreateWebhookHandler(ICrmDb db, ICurrentUser caller, EventFeed feed, IWebhookSecrets secrets, IMapper mapper) : IRequestHandler<CreateWebhook, WebhookWithSecret>
{
    public async Task<WebhookWithSecret> Handle(CreateWebhook c, CancellationToken ct)
    {
        var webhook = Webhook.Create(c.ToProfile(), caller.Id!.Value, caller.KeyId, (await feed.Head(ct)).Position);
        var (shown, kept) = secrets.New(webhook);
        webhook.Begin(kept);
        db.Webhooks.Add(webhook);
        await db.SaveLastAsync(ct);
        return new(mapper.Map<WebhookDetails>(webhook), shown);
    }
}
