using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Customers.Duplicates;
using Crm.Application.Identity.Territories;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Customers;

/// <summary>Registers a person or an organisation.</summary>
public sealed record RegisterCustomer : CustomerInput, ITransactional, IGatherable, IRequest<CustomerDetails>
{
    /// <summary>Registers the customer also when it seems to be there already; else that is refused with the code customer.duplicate, and those that are there are named.</summary>
    public bool AllowDuplicate { get; init; }
}

internal sealed class RegisterCustomerHandler(ICrmDb db, DuplicateCheck duplicates, CustomFieldCheck customFields, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<RegisterCustomer, CustomerDetails>
{
    public async Task<CustomerDetails> Handle(RegisterCustomer c, CancellationToken ct)
    {
        await customFields.Ensure(CustomFieldTarget.Customer, c.CustomFields, before: null, ct);
        var customer = Customer.Register(c.ToProfile(), c.OwnerId, c.TeamId, caller.Id, clock.GetUtcNow());
        if (c.AllowDuplicate) await duplicates.Note(customer);
        else await duplicates.EnsureNone(customer, ct);
        await db.PutUnder(customer, c.ParentId, ct);
        await db.EnsureOwner(c.OwnerId, ct);
        await db.EnsureTeam(c.TeamId, ct);
        await db.PutIntoTerritory(customer, c.TerritoryId, caller.Id, clock.GetUtcNow(), ct);
        db.Customers.Add(customer);
        await db.SaveLastAsync(ct);
        return mapper.Map<CustomerDetails>(customer);
    }
}
