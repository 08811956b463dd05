using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service.Levels;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Levels;

public sealed record GetSlaPolicy(Id<SlaPolicy> Id) : IRequest<SlaPolicyDetails>;

internal sealed class GetSlaPolicyHandler(ICrmDb db) : IRequestHandler<GetSlaPolicy, SlaPolicyDetails>
{
    public async Task<SlaPolicyDetails> Handle(GetSlaPolicy q, CancellationToken ct) =>
        SlaPolicyDetails.Of(await db.SlaPolicies.AsNoTracking().Where(p => p.Id == q.Id).Single(q.Id, ct));
}
