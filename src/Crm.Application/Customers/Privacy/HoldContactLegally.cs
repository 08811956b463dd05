using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Customers.Contacts;
using Crm.Domain.Customers;
using FluentValidation;
using MediatR;

namespace Crm.Application.Customers.Privacy;

/// <summary>Keeps the data of a contact from being erased, for a court or an authority.</summary>
public sealed record HoldContactLegally : CommandOn<Contact>, IRequest<ContactDetails>
{
    /// <summary>Why it has to be kept.</summary>
    public required string Reason { get; init; }
}

internal sealed class HoldContactLegallyValidator : AbstractValidator<HoldContactLegally>
{
    public HoldContactLegallyValidator() => RuleFor(c => c.Reason).RequiredLine(Customer.LegalHoldReasonMax);
}

internal sealed class HoldContactLegallyHandler(ICrmDb db, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<HoldContactLegally, ContactDetails>
{
    public async Task<ContactDetails> Handle(HoldContactLegally c, CancellationToken ct)
    {
        var held = await db.LoadArchived(c.Id, ct);
        held.HoldLegally(c.Reason, caller.Id, clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return mapper.Map<ContactDetails>(held);
    }
}
