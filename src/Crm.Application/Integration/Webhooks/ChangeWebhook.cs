using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Integration;
using MediatR;

namespace Crm.Application.Integration.Webhooks;

/// <summary>Changes what the patch names and leaves the rest; the secret stays. From then on it is sent in the name of whoever changed it.</summary>
public sealed record ChangeWebhook(MergePatch<WebhookInput> Patch) : CommandOn<Webhook>, IRequest<WebhookDetails>;

internal sealed class ChangeWebhookHandler(ICrmDb db, ICurrentUser caller, Patches patches, IMapper mapper) : IRequestHandler<ChangeWebhook, WebhookDetails>
{
    public async Task<WebhookDetails> Handle(ChangeWebhook c, CancellationToken ct)
    {
        var webhook = await db.Load(c.Id, ct);
        webhook.Change((await patches.Apply(c.Patch, WebhookInput.Of(webhook), ct)).ToProfile(), caller.Id!.Value, caller.KeyId);
        await db.SaveLastAsync(ct);
        return mapper.Map<WebhookDetails>(webhook);
    }
}
