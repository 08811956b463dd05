using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Customers;

/// <summary>Restores a customer as any record, and takes it out of a team that was archived meanwhile.</summary>
internal sealed class RestoreCustomerHandler(ICrmDb db, ICurrentUser caller, TimeProvider clock) : IRequestHandler<Restore<Customer>>
{
    public async Task<Unit> Handle(Restore<Customer> c, CancellationToken ct)
    {
        await db.LockAsync([c.Id], ct);
        var customer = db.Expect(await db.Customers.IgnoreQueryFilters().SingleOrDefaultAsync(x => x.Id == c.Id, ct) ?? throw new NotFound(nameof(Customer), c.Id));
        if (customer.ArchivedAt is not null && customer.TeamId is { } team)
        {
            await db.HoldAsync([team], ct);
            if (!await db.Teams.AnyAsync(t => t.Id == team, ct)) customer.Assign(customer.OwnerId, team: null, caller.Id, clock.GetUtcNow());
        }
        customer.Restore();
        await db.SaveChangesAsync(ct);
        return Unit.Value;
    }
}
