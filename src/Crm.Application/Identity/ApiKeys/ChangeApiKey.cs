using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Operations;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.ApiKeys;

/// <summary>Changes what the patch names and leaves the rest; the secret stays.</summary>
public sealed record ChangeApiKey(MergePatch<ApiKeyInput> Patch) : CommandOn<ApiKey>, IRequest<ApiKeyDetails>;

internal sealed class ChangeApiKeyHandler(ICrmDb db, Patches patches, IMapper mapper, RealTime clock) : IRequestHandler<ChangeApiKey, ApiKeyDetails>
{
    public async Task<ApiKeyDetails> Handle(ChangeApiKey c, CancellationToken ct)
    {
        var key = await db.Load(c.Id, ct);
        var input = await patches.Apply(c.Patch, ApiKeyInput.Of(key), ct);
        await db.Ensure(input, before: key, clock.GetUtcNow(), ct);
        key.Change(input.ToProfile());
        await db.SaveLastAsync(ct);
        return mapper.Map<ApiKeyDetails>(key);
    }
}
