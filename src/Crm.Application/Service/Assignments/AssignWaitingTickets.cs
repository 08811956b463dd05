using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Assignments;

/// <summary>Gives out what waits in a queue by its rule, the most urgent first, of these the oldest, a batch at a time; answers how many it gave. What nobody can take is passed over, so that it holds
/// up nothing behind it.</summary>
public sealed record AssignWaitingTickets(Id<Queue> QueueId) : ITransactional, IRequest<int>
{
    public const int Batch = 100;

    internal const int Page = 500;
}

internal sealed class AssignWaitingTicketsHandler(ICrmDb db, Assigner assigner, TimeProvider clock) : IRequestHandler<AssignWaitingTickets, int>
{
    public async Task<int> Handle(AssignWaitingTickets c, CancellationToken ct)
    {
        db.Forget();   // what was loaded for another queue may have changed since
        if (await assigner.RotaOf(c.QueueId, clock.GetUtcNow(), ct) is not { } rota) return 0;
        var given = 0;
        for (var page = 0; given < AssignWaitingTickets.Batch && rota.HasRoom; page++)
        {
            var waiting = await Waiting(c.QueueId).Skip(page * AssignWaitingTickets.Page).Take(AssignWaitingTickets.Page).Select(t => new
            {
                t.Id,
                t.RequiredSkills,
                Language = db.Contacts.Where(x => x.Id == t.ContactId).Select(x => x.PreferredLanguage).FirstOrDefault() ?? db.Customers.Where(x => x.Id == t.CustomerId).Select(x => x.PreferredLanguage).FirstOrDefault(),
            }).ToListAsync(ct);
            if (waiting.Count == 0) break;
            foreach (var next in waiting)
            {
                if (given == AssignWaitingTickets.Batch || !rota.HasRoom) break;
                var needs = TicketNeeds.Of(rota.Queue, next.RequiredSkills, next.Language);
                // Only what somebody can take is locked: a locked ticket is passed over by whoever takes the next one. Somebody is changing the others.
                if (rota.Next(needs) is null || await db.ClaimAsync([next.Id], ct) is not [var id]) continue;
                var ticket = await Waiting(c.QueueId).SingleOrDefaultAsync(t => t.Id == id, ct);
                if (ticket is not null && await assigner.Assign(ticket, rota, needs, clock.GetUtcNow(), ct)) given++;
            }
        }
        await db.SaveChangesAsync(ct);
        return given;
    }

    private IQueryable<Ticket> Waiting(Id<Queue> queue) => db.Tickets.Where(t => t.QueueId == queue && t.AssigneeId == null && (t.Status == TicketStatus.New || t.Status == TicketStatus.Open))
        .OrderByDescending(t => t.Priority).ThenBy(t => t.OpenedAt).ThenBy(t => t.Id);
}
