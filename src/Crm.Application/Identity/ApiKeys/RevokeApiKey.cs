using Crm.Application.Common;
using Crm.Application.Operations;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.ApiKeys;

/// <summary>Ends a key at once and for good; it stays readable.</summary>
public sealed record RevokeApiKey : CommandOn<ApiKey>, IRequest;

internal sealed class RevokeApiKeyHandler(ICrmDb db, RealTime clock) : IRequestHandler<RevokeApiKey>
{
    public async Task<Unit> Handle(RevokeApiKey c, CancellationToken ct)
    {
        var key = await db.Load(c.Id, ct);
        if (key.RevokedAt is not null) throw new NotFound(nameof(ApiKey), c.Id);
        key.Revoke(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
