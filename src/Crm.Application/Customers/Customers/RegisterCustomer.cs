using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Identity.Territories;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Customers;

/// <summary>Registers a person or an organisation.</summary>
public sealed record RegisterCustomer : CustomerInput, ITransactional, IRequest<CustomerDetails>;

internal sealed class RegisterCustomerHandler(ICrmDb db, CustomFieldCheck customFields, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<RegisterCustomer, CustomerDetails>
{
    public async Task<CustomerDetails> Handle(RegisterCustomer c, CancellationToken ct)
    {
        await customFields.Ensure(CustomFieldTarget.Customer, c.CustomFields, before: null, ct);
        var customer = Customer.Register(c.ToProfile(), c.OwnerId, c.TeamId, caller.Id, clock.GetUtcNow());
        await db.PutUnder(customer, c.ParentId, ct);
        await db.EnsureOwner(c.OwnerId, ct);
        await db.EnsureTeam(c.TeamId, ct);
        await db.PutIntoTerritory(customer, c.TerritoryId, caller.Id, clock.GetUtcNow(), ct);
        db.Customers.Add(customer);
        await db.SaveChangesAsync(ct);
        return mapper.Map<CustomerDetails>(customer);
    }
}
