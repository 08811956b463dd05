using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Assignments;

/// <summary>The queues in which tickets wait that their rule may be able to give out.</summary>
public sealed record FindQueuesToServe : IRequest<IReadOnlyList<Id<Queue>>>;

internal sealed class FindQueuesToServeHandler(ICrmDb db) : IRequestHandler<FindQueuesToServe, IReadOnlyList<Id<Queue>>>
{
    public async Task<IReadOnlyList<Id<Queue>>> Handle(FindQueuesToServe q, CancellationToken ct) =>
        await db.Queues.Where(x => x.Strategy != QueueStrategy.Manual
                && db.Set<QueueMember>().Any(m => m.QueueId == x.Id && m.ReceivesAutomatically && db.Agents.Any(a => a.UserId == m.UserId && a.IsAvailable))
                && db.Tickets.Any(t => t.QueueId == x.Id && t.AssigneeId == null && (t.Status == TicketStatus.New || t.Status == TicketStatus.Open)))
            .OrderBy(x => x.Id).Select(x => x.Id).ToListAsync(ct);
}
