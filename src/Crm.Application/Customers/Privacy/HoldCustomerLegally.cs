using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Customers.Customers;
using Crm.Domain.Customers;
using FluentValidation;
using MediatR;

namespace Crm.Application.Customers.Privacy;

/// <summary>Keeps the data of a customer from being erased, for a court or an authority.</summary>
public sealed record HoldCustomerLegally : CommandOn<Customer>, IRequest<CustomerDetails>
{
    /// <summary>Why it has to be kept.</summary>
    public required string Reason { get; init; }
}

internal sealed class HoldCustomerLegallyValidator : AbstractValidator<HoldCustomerLegally>
{
    public HoldCustomerLegallyValidator() => RuleFor(c => c.Reason).RequiredLine(Customer.LegalHoldReasonMax);
}

internal sealed class HoldCustomerLegallyHandler(ICrmDb db, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<HoldCustomerLegally, CustomerDetails>
{
    public async Task<CustomerDetails> Handle(HoldCustomerLegally c, CancellationToken ct)
    {
        var held = await db.LoadArchived(c.Id, ct);
        held.HoldLegally(c.Reason, caller.Id, clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return mapper.Map<CustomerDetails>(held);
    }
}
