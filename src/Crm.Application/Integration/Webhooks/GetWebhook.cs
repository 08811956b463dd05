using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Integration;
using MediatR;

namespace Crm.Application.Integration.Webhooks;

public sealed record GetWebhook(Id<Webhook> Id) : IRequest<WebhookDetails>;

internal sealed class GetWebhookHandler(ICrmDb db) : IRequestHandler<GetWebhook, WebhookDetails>
{
    public Task<WebhookDetails> Handle(GetWebhook q, CancellationToken ct) => db.GetAsync<Webhook, WebhookDetails>(q.Id, ct);
}
