using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.HandOvers;

public sealed record GetHandOver(Id<HandOver> Id) : IRequest<HandOverDetails>;

internal sealed class GetHandOverHandler(ICrmDb db) : IRequestHandler<GetHandOver, HandOverDetails>
{
    public Task<HandOverDetails> Handle(GetHandOver q, CancellationToken ct) => db.GetAsync<HandOver, HandOverDetails>(q.Id, ct);
}
