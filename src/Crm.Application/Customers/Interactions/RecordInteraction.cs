using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Interactions;

/// <summary>Records a touch that has happened, or goes on.</summary>
public sealed record RecordInteraction : InteractionInput, ITransactional, IRequest<InteractionDetails>
{
    /// <summary>With whom it was; never changes.</summary>
    public required Id<Customer> CustomerId { get; init; }
}

internal sealed class RecordInteractionHandler(ICrmDb db, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<RecordInteraction, InteractionDetails>
{
    public async Task<InteractionDetails> Handle(RecordInteraction c, CancellationToken ct)
    {
        await db.RelyOnReference(c.CustomerId, x => x.Id == c.CustomerId, "/customerId", ct);   // or the person could be erased before the interaction is there
        await db.EnsureReferences(c, c.CustomerId, before: null, ct);
        var data = c.UserIds is null && caller.Id is { } me ? c.ToData() with { UserIds = [me] } : c.ToData();
        var interaction = Interaction.Record(c.CustomerId, data, caller.Id, clock.GetUtcNow());
        db.Interactions.Add(interaction);
        await db.SaveLastAsync(ct);
        return mapper.Map<InteractionDetails>(interaction);
    }
}
