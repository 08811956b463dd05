using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Integration;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Integration.Webhooks;

public sealed record GetWebhook(Id<Webhook> Id) : IRequest<WebhookDetails>;

internal sealed class GetWebhookHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetWebhook, WebhookDetails>
{
    public Task<WebhookDetails> Handle(GetWebhook q, CancellationToken ct) => db.Webhooks.AsNoTracking().Where(w => w.Id == q.Id).ProjectTo<WebhookDetails>(maps).Single(q.Id, ct);
}
