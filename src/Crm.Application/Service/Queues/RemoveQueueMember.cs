using AutoMapper;
using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Queues;

/// <summary>Takes a user out of a queue; the tickets that the user has stay with the user.</summary>
public sealed record RemoveQueueMember(Id<User> UserId) : CommandOn<Queue>, IRequest;

internal sealed class RemoveQueueMemberHandler(ICrmDb db, IAudit audit, IMapper mapper) : IRequestHandler<RemoveQueueMember>
{
    public async Task<Unit> Handle(RemoveQueueMember c, CancellationToken ct)
    {
        var queue = await db.Load(c.Id, ct);
        var member = await db.Set<QueueMember>().SingleOrDefaultAsync(m => m.QueueId == c.Id && m.UserId == c.UserId, ct) ?? throw new NotFound(nameof(QueueMember), c.UserId);
        db.Set<QueueMember>().Remove(member);
        audit.PartsChanged(AuditedRecord.Of(c.Id), queue.Version, "members", gone: [mapper.Map<QueueMemberDetails>(member)], come: null);
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
