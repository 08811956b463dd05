using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.HandOvers;

public sealed record GetHandOver(Id<HandOver> Id) : IRequest<HandOverDetails>;

internal sealed class GetHandOverHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetHandOver, HandOverDetails>
{
    public Task<HandOverDetails> Handle(GetHandOver q, CancellationToken ct) =>
        db.HandOvers.AsNoTracking().Where(h => h.Id == q.Id).ProjectTo<HandOverDetails>(maps).Single(q.Id, ct);
}
