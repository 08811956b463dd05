using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Operations;
using Crm.Domain.Identity;
using FluentValidation;
using MediatR;

namespace Crm.Application.Identity.ApiKeys;

/// <summary>Gives a key a new secret.</summary>
public sealed record RotateApiKey : CommandOn<ApiKey>, IRequest<ApiKeyWithSecret>
{
    /// <summary>Hours for which the secret until now stays good, 0 to 168; 0 ends it at once.</summary>
    public int? OverlapHours { get; init; }
}

internal sealed class RotateApiKeyValidator : AbstractValidator<RotateApiKey>
{
    public RotateApiKeyValidator() => RuleFor(c => c.OverlapHours).Within(0, ApiKey.OverlapHoursMax);
}

internal sealed class RotateApiKeyHandler(ICrmDb db, IMapper mapper, RealTime clock) : IRequestHandler<RotateApiKey, ApiKeyWithSecret>
{
    public async Task<ApiKeyWithSecret> Handle(RotateApiKey c, CancellationToken ct)
    {
        var key = await db.Load(c.Id, ct);
        var secret = KeySecret.New(key.Prefix);
        key.Rotate(Secret.Hash(secret), TimeSpan.FromHours(c.OverlapHours ?? 0), clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return new(mapper.Map<ApiKeyDetails>(key), secret);
    }
}
