using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Queues;

public sealed record GetQueue(Id<Queue> Id) : IRequest<QueueDetails>;

internal sealed class GetQueueHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetQueue, QueueDetails>
{
    public Task<QueueDetails> Handle(GetQueue q, CancellationToken ct) =>
        db.Queues.AsNoTracking().Where(x => x.Id == q.Id).ProjectTo<QueueDetails>(maps).Single(q.Id, ct);
}
