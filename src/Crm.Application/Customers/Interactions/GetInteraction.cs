using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Interactions;

public sealed record GetInteraction(Id<Interaction> Id) : IRequest<InteractionDetails>;

internal sealed class GetInteractionHandler(ICrmDb db) : IRequestHandler<GetInteraction, InteractionDetails>
{
    public Task<InteractionDetails> Handle(GetInteraction q, CancellationToken ct) => db.GetAsync<Interaction, InteractionDetails>(q.Id, ct);
}
