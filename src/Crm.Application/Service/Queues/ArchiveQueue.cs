using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Queues;

/// <summary>Archives a queue as any record, unless tickets wait in it. Whoever puts a ticket into it holds its row, which is locked here, and finds it
/// archived afterwards.</summary>
internal sealed class ArchiveQueueHandler(ICrmDb db, TimeProvider clock) : IRequestHandler<Archive<Queue>>
{
    public async Task<Unit> Handle(Archive<Queue> c, CancellationToken ct)
    {
        var queue = await db.Load(c.Id, ct);
        var open = await db.Tickets.Unrestricted().CountAsync(t => t.QueueId == c.Id && t.Status != TicketStatus.Closed, ct);
        if (open > 0) throw QueueErrors.HasOpenTickets(open);
        queue.Archive(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
