using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Integration;
using MediatR;

namespace Crm.Application.Integration.Webhooks;

public sealed record ListWebhooks(ListRequest List) : IRequest<ListPage<WebhookDetails>>
{
    public static readonly ListSpec<Webhook> Spec = new ListSpec<Webhook>(w => w.Id)
        .Sortable("name", w => w.Name)
        .Sortable("createdAt", w => w.CreatedAt)
        .Filter("status", w => w.Status)
        .Filter("disabledReason", w => w.DisabledReason)
        .Filter("ownerId", w => w.OwnerId)
        .Searched()
        .SortedBy("name");
}

internal sealed class ListWebhooksHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListWebhooks, ListPage<WebhookDetails>>
{
    public Task<ListPage<WebhookDetails>> Handle(ListWebhooks q, CancellationToken ct) => lists.Page<Webhook, WebhookDetails>(db.Webhooks, ListWebhooks.Spec, q.List, ct);
}
