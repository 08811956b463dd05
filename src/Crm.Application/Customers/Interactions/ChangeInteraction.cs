using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Interactions;

/// <summary>Changes what the patch names and leaves the rest.</summary>
public sealed record ChangeInteraction(MergePatch<InteractionInput> Patch) : CommandOn<Interaction>, IRequest<InteractionDetails>;

internal sealed class ChangeInteractionHandler(ICrmDb db, Patches patches, IMapper mapper, TimeProvider clock) : IRequestHandler<ChangeInteraction, InteractionDetails>
{
    public async Task<InteractionDetails> Handle(ChangeInteraction c, CancellationToken ct)
    {
        var interaction = await db.Load(c.Id, ct);
        var input = await patches.Apply(c.Patch, InteractionInput.Of(interaction), ct);
        await db.EnsureReferences(input, interaction.CustomerId, before: interaction, ct);
        interaction.Change(input.ToData(), clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return mapper.Map<InteractionDetails>(interaction);
    }
}
