using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Queues;

/// <summary>Makes a queue.</summary>
public sealed record CreateQueue : QueueInput, IRequest<QueueDetails>;

internal sealed class CreateQueueHandler(ICrmDb db, IMapper mapper) : IRequestHandler<CreateQueue, QueueDetails>
{
    public async Task<QueueDetails> Handle(CreateQueue c, CancellationToken ct)
    {
        var queue = Queue.Create(c.Name, c.Description, c.ToRule());
        db.Queues.Add(queue);
        await db.SaveLastAsync(ct);
        return mapper.Map<QueueDetails>(queue);
    }
}
