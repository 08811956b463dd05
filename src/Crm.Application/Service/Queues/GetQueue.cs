using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Queues;

public sealed record GetQueue(Id<Queue> Id) : IRequest<QueueDetails>;

internal sealed class GetQueueHandler(ICrmDb db) : IRequestHandler<GetQueue, QueueDetails>
{
    public Task<QueueDetails> Handle(GetQueue q, CancellationToken ct) => db.GetAsync<Queue, QueueDetails>(q.Id, ct);
}
