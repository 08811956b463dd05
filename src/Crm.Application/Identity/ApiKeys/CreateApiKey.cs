using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Operations;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.ApiKeys;

/// <summary>Makes a key that acts in the name of a user.</summary>
public sealed record CreateApiKey : ApiKeyInput, ITransactional, IRequest<ApiKeyWithSecret>
{
    /// <summary>The active user in whose name the key acts, best one for this purpose alone.</summary>
    public required Id<User> UserId { get; init; }
}

internal sealed class CreateApiKeyHandler(ICrmDb db, ICurrentUser caller, IMapper mapper, RealTime clock) : IRequestHandler<CreateApiKey, ApiKeyWithSecret>
{
    public async Task<ApiKeyWithSecret> Handle(CreateApiKey c, CancellationToken ct)
    {
        await db.Ensure(c, before: null, clock.GetUtcNow(), ct);
        await db.HoldAsync([c.UserId], ct);   // nobody deactivates the user meanwhile, which revokes the keys
        await db.EnsureReference<User>(u => u.Id == c.UserId && u.IsActive, "/userId", ct);
        var prefix = KeySecret.NewPrefix();
        var secret = KeySecret.New(prefix);
        var key = ApiKey.Create(c.ToProfile(), c.UserId, caller.Id, prefix, Secret.Hash(secret));
        db.ApiKeys.Add(key);
        await db.SaveLastAsync(ct);
        return new(mapper.Map<ApiKeyDetails>(key), secret);
    }
}
