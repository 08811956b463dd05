using Crm.Application.Common;
using Crm.Application.Operations;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Sessions;

/// <summary>Signs a user out everywhere.</summary>
public sealed record EndUserSessions(Id<User> UserId) : IRequest, ITransactional;

internal sealed class EndUserSessionsHandler(ICrmDb db, RealTime clock) : IRequestHandler<EndUserSessions>
{
    public async Task<Unit> Handle(EndUserSessions c, CancellationToken ct)
    {
        if (!await db.Users.AnyAsync(u => u.Id == c.UserId, ct)) throw new NotFound(nameof(User), c.UserId);
        await db.EndSessions(c.UserId, SessionEnd.EndedByAdministrator, clock.GetUtcNow(), ct);
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
