using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Interactions;

public sealed record GetInteraction(Id<Interaction> Id) : IRequest<InteractionDetails>;

internal sealed class GetInteractionHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetInteraction, InteractionDetails>
{
    public Task<InteractionDetails> Handle(GetInteraction q, CancellationToken ct) =>
        db.Interactions.AsNoTracking().Where(i => i.Id == q.Id).ProjectTo<InteractionDetails>(maps).Single(q.Id, ct);
}
