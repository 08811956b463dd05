using Crm.Application.Common;
using Crm.Application.Operations;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.Sessions;

/// <summary>Ends one of the caller's own sessions; the present one when none is named.</summary>
public sealed record EndSession(Id<Session>? Id) : IRequest, ITransactional;

internal sealed class EndSessionHandler(ICrmDb db, ICurrentUser caller, RealTime clock) : IRequestHandler<EndSession>
{
    public async Task<Unit> Handle(EndSession c, CancellationToken ct)
    {
        var id = c.Id ?? caller.SessionId ?? throw new NotFound(nameof(Session), "current");
        var session = await db.Load(id, ct);
        if (session.UserId != caller.Id || session.EndedAt is not null) throw new NotFound(nameof(Session), id);
        session.End(id == caller.SessionId ? SessionEnd.SignedOut : SessionEnd.EndedByUser, clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
