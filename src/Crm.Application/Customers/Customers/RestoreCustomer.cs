using Crm.Application.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Customers;

/// <summary>Restores a customer as any record, and takes it out of a team that was archived meanwhile.</summary>
internal sealed class RestoreCustomerHandler(ICrmDb db, ICurrentUser caller, TimeProvider clock) : IRequestHandler<Restore<Customer>>
{
    public async Task<Unit> Handle(Restore<Customer> c, CancellationToken ct)
    {
        var customer = await db.LoadArchived(c.Id, ct);
        if (customer.ArchivedAt is not null) await db.LeaveArchivedTeam(customer, caller.Id, clock.GetUtcNow(), ct);
        customer.Restore();
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
