using Crm.Application.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Interactions;

/// <summary>Another system's interaction, such as an entry of its call log, recorded or brought up to date.</summary>
public sealed class UpsertInteraction : IUpsertable<Interaction, RecordInteraction, InteractionDetails>
{
    public Task<InteractionDetails> Change(IMediator send, Interaction record, Upsertion<RecordInteraction> body, CancellationToken ct) => record.CustomerId == body.Whole.CustomerId
        ? send.Send(new ChangeInteraction(body.Patch<InteractionInput>()) { Id = record.Id }, ct)
        : throw InteractionErrors.CustomerFixed;
}
