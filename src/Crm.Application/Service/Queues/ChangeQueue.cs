using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Queues;

/// <summary>Changes what the patch names and leaves the rest.</summary>
public sealed record ChangeQueue(MergePatch<QueueInput> Patch) : CommandOn<Queue>, IRequest<QueueDetails>;

internal sealed class ChangeQueueHandler(ICrmDb db, Patches patches, IMapper mapper) : IRequestHandler<ChangeQueue, QueueDetails>
{
    public async Task<QueueDetails> Handle(ChangeQueue c, CancellationToken ct)
    {
        var queue = await db.Load(c.Id, ct);
        var input = await patches.Apply(c.Patch, QueueInput.Of(queue), ct);
        queue.Change(input.Name, input.Description, input.ToRule());
        await db.SaveLastAsync(ct);
        return mapper.Map<QueueDetails>(queue);
    }
}
