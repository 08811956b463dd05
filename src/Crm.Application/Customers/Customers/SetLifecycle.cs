using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Customers;
using FluentValidation;
using MediatR;

namespace Crm.Application.Customers.Customers;

/// <summary>Moves a customer along its life cycle: prospect → active → dormant → lost, and back to active.</summary>
public sealed record SetLifecycle : CommandOn<Customer>, IRequest<CustomerDetails>
{
    public required Lifecycle Lifecycle { get; init; }
    public string? Reason { get; init; }
}

internal sealed class SetLifecycleValidator : AbstractValidator<SetLifecycle>
{
    public SetLifecycleValidator() => RuleFor(c => c.Reason).Line(LifecycleChange.ReasonMax);
}

internal sealed class SetLifecycleHandler(ICrmDb db, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<SetLifecycle, CustomerDetails>
{
    public async Task<CustomerDetails> Handle(SetLifecycle c, CancellationToken ct)
    {
        var customer = await db.Load(c.Id, ct);
        customer.MoveTo(c.Lifecycle, c.Reason, caller.Id, clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return mapper.Map<CustomerDetails>(customer);
    }
}
