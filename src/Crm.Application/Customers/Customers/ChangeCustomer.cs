using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Identity.Territories;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Customers;

/// <summary>Changes what the patch names and leaves the rest.</summary>
public sealed record ChangeCustomer(MergePatch<CustomerInput> Patch) : CommandOn<Customer>, IRequest<CustomerDetails>;

internal sealed class ChangeCustomerHandler(ICrmDb db, Patches patches, CustomFieldCheck customFields, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<ChangeCustomer, CustomerDetails>
{
    public async Task<CustomerDetails> Handle(ChangeCustomer c, CancellationToken ct)
    {
        await db.LockChain(c.Id, c.Patch, "parentId", x => x.ParentId, ct);
        var customer = await db.Load(c.Id, ct);
        var input = await patches.Apply(c.Patch, CustomerInput.Of(customer), ct);
        await customFields.Ensure(CustomFieldTarget.Customer, input.CustomFields, customer.CustomFields, ct);
        customer.Change(input.ToProfile());
        await db.PutUnder(customer, input.ParentId, ct);
        if (input.OwnerId != customer.OwnerId) await db.EnsureOwner(input.OwnerId, ct);
        if (input.TeamId != customer.TeamId) await db.EnsureTeam(input.TeamId, ct);
        if (input.TerritoryId != customer.TerritoryId) await db.MoveToTerritory(customer, input.TerritoryId, ct);
        customer.Assign(input.OwnerId, input.TeamId, caller.Id, clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return mapper.Map<CustomerDetails>(customer);
    }
}
