using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.ApiKeys;

public sealed record GetApiKey(Id<ApiKey> Id) : IRequest<ApiKeyDetails>;

internal sealed class GetApiKeyHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetApiKey, ApiKeyDetails>
{
    public Task<ApiKeyDetails> Handle(GetApiKey q, CancellationToken ct) =>
        db.ApiKeys.AsNoTracking().Where(k => k.Id == q.Id && k.RevokedAt == null).ProjectTo<ApiKeyDetails>(maps).Single(q.Id, ct);
}
