using Crm.Application.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Interactions;

/// <summary>Another system's interaction, such as an entry of its call log, recorded or brought up to date.</summary>
public sealed class UpsertInteraction : IUpsertable<Interaction, RecordInteraction, InteractionDetails>
{
    public Task<InteractionDetails> Change(IMediator send, Interaction record, Upsertion<RecordInteraction> body, CancellationToken ct)
    {
        if (record.CustomerId != body.Whole.CustomerId) throw InteractionErrors.CustomerFixed;
        var patch = body.Patch<InteractionInput>();
        if (body.Whole.UserIds is null) patch.Changes.Remove("userIds");   // who says nobody took part, has an empty list; a new one had its recorder, and keeps it
        return send.Send(new ChangeInteraction(patch) { Id = record.Id }, ct);
    }
}
