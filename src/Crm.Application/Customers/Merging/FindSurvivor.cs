using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Merging;

/// <summary>The customer that a merged one is a part of now; null when it was not merged, or the caller does not see the survivor.</summary>
public sealed record FindSurvivor(Id<Customer> Id) : IRequest<Id<Customer>?>;

internal sealed class FindSurvivorHandler(ICrmDb db) : IRequestHandler<FindSurvivor, Id<Customer>?>
{
    public Task<Id<Customer>?> Handle(FindSurvivor q, CancellationToken ct) =>
        db.Set<CustomerRedirect>().Where(r => r.Id == q.Id).Join(db.Customers, r => r.SurvivorId, c => c.Id, (r, c) => (Id<Customer>?)c.Id).SingleOrDefaultAsync(ct);
}
