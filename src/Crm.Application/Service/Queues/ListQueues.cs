using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Queues;

public sealed record ListQueues(ListRequest List) : IRequest<ListPage<QueueDetails>>
{
    public static readonly ListSpec<Queue> Spec = new ListSpec<Queue>(q => q.Id)
        .Sortable("name", q => q.Name)
        .Sortable("createdAt", q => q.CreatedAt)
        .Searched()
        .SortedBy("name");
}

internal sealed class ListQueuesHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListQueues, ListPage<QueueDetails>>
{
    public Task<ListPage<QueueDetails>> Handle(ListQueues q, CancellationToken ct) => lists.Page<Queue, QueueDetails>(db.Queues, ListQueues.Spec, q.List, ct);
}
