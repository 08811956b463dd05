using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Identity.HandOvers;
using Crm.Application.Service.Agents;
using Crm.Application.Service.Levels;
using Crm.Application.Service.Tickets;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Assignments;

/// <summary>Takes the next ticket that waits in the caller's queues and asks for nothing that the caller lacks.</summary>
public sealed record TakeNextTicket : ITransactional, IRequest<TicketDetails?>
{
    public const int QueuesMost = 100;

    /// <summary>The only queues to look into, of which the caller is a member; all of them when nothing is said.</summary>
    public IReadOnlyList<Id<Queue>>? QueueIds { get; init; }
}

internal sealed class TakeNextTicketValidator : AbstractValidator<TakeNextTicket>
{
    public TakeNextTicketValidator() => RuleFor(c => c.QueueIds).AtMost(TakeNextTicket.QueuesMost).NoRepeats();
}

internal sealed class TakeNextTicketHandler(ICrmDb db, AgentsOfUsers agents, Assigner assigner, ICurrentUser caller, TicketClocks clocks, TimeProvider clock) : IRequestHandler<TakeNextTicket, TicketDetails?>
{
    // What waits in one's own queues can be taken whatever one sees of the tickets otherwise; taken, it is one's own. A key that is limited to some customers takes theirs only.
    public async Task<TicketDetails?> Handle(TakeNextTicket c, CancellationToken ct)
    {
        var me = caller.Id!.Value;
        var agent = await agents.Find(me, ct) ?? throw AgentErrors.NoQueues;   // locked: two requests, or the rule of a queue, must not both find room for the last one
        var queues = await Queues(c, me, ct);
        agent.EnsureRoom((await assigner.OpenTickets([me], ct)).GetValueOrDefault(me));
        if (!await db.IsWorker(me, ct)) throw AgentErrors.Deactivated;
        if (await db.ClaimNextTicketAsync(new(queues, agent.Skills, agent.Languages, caller.Access.OnlyCustomers), ct) is not { } id) return null;
        var ticket = await db.Tickets.Unrestricted().SingleAsync(t => t.Id == id, ct);
        ticket.Assign(me, clock.GetUtcNow(), AssignmentWay.NextTicket);
        await db.SaveLastAsync(ct);
        return await clocks.Details(ticket, ct);
    }

    private async Task<IReadOnlyCollection<Id<Queue>>> Queues(TakeNextTicket c, Id<User> me, CancellationToken ct)
    {
        var mine = await db.Queues.Where(q => db.Set<QueueMember>().Any(m => m.QueueId == q.Id && m.UserId == me)).Select(q => q.Id).ToListAsync(ct);
        if (c.QueueIds is not { } named) return mine.Count > 0 ? mine : throw AgentErrors.NoQueues;
        var others = named.Except(mine).ToList();
        if (others.Count == 0) return named;
        var known = await db.Queues.Where(q => others.Contains(q.Id)).Select(q => q.Id).ToListAsync(ct);
        List<InputError> unknown = [.. named.Index().Where(n => others.Contains(n.Item) && !known.Contains(n.Item)).SelectMany(n => InvalidInput.UnknownReference($"/queueIds/{n.Index}", nameof(Queue)).Errors)];
        throw unknown.Count > 0 ? new InvalidInput(unknown) : AgentErrors.NotMember([.. others.Select(q => q.Value)]);
    }
}
