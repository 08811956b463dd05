using System.Text.Json.Serialization;
using AutoMapper;
using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Application.Service.Agents;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Queues;

/// <summary>Puts a user into a queue, or changes how the queue's rule treats a member.</summary>
public sealed record PutQueueMember : CommandOn<Queue>, IRequest<QueueMemberDetails>
{
    [JsonIgnore]
    public Id<User> UserId { get; init; }

    /// <summary>Whether the queue's rule gives this member tickets; taking the next one works either way.</summary>
    public bool ReceivesAutomatically { get; init; } = true;
}

internal sealed class PutQueueMemberHandler(ICrmDb db, AgentsOfUsers agents, IAudit audit, IMapper mapper, TimeProvider clock) : IRequestHandler<PutQueueMember, QueueMemberDetails>
{
    // The queue's row is locked: two who put in the same user come one after the other.
    public async Task<QueueMemberDetails> Handle(PutQueueMember c, CancellationToken ct)
    {
        var queue = await db.Load(c.Id, ct);
        var member = await db.Set<QueueMember>().SingleOrDefaultAsync(m => m.QueueId == c.Id && m.UserId == c.UserId, ct);
        if (member?.ReceivesAutomatically == c.ReceivesAutomatically) return mapper.Map<QueueMemberDetails>(member);
        var before = member is null ? null : new[] { mapper.Map<QueueMemberDetails>(member) };
        if (member is null)
        {
            await agents.Of(c.UserId, ct);
            if (!await db.Users.AnyAsync(u => u.Id == c.UserId && u.IsActive, ct)) throw new NotFound(nameof(User), c.UserId);
            member = new(c.Id, c.UserId, clock.GetUtcNow());
            db.Set<QueueMember>().Add(member);
        }
        member.Change(c.ReceivesAutomatically);
        var after = mapper.Map<QueueMemberDetails>(member);
        audit.PartsChanged(AuditedRecord.Of(c.Id), queue.Version, "members", gone: before, come: [after]);
        await db.SaveChangesAsync(ct);
        return after;
    }
}
