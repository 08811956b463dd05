using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Customers.Customers;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Privacy;

/// <summary>Erases the personal data of a customer for good; a no-op when that was done.</summary>
public sealed record EraseCustomer : CommandOn<Customer>, IRequest<CustomerDetails>
{
    public required ErasureReason Reason { get; init; }
}

internal sealed class EraseCustomerHandler(ICrmDb db, Erasure erasure, IMapper mapper, TimeProvider clock) : IRequestHandler<EraseCustomer, CustomerDetails>
{
    public async Task<CustomerDetails> Handle(EraseCustomer c, CancellationToken ct)
    {
        await db.EnsureMayErase(c.Id, ct);
        var records = await erasure.Lock(() => PersonsRecords.Of(db, c.Id, ct), ct);
        var erased = await db.LoadArchived(c.Id, ct);
        if (erased.ErasedAt is not null) return mapper.Map<CustomerDetails>(erased);
        erased.EnsurePerson();
        await erasure.EnsureNothingOpen(records, ct);
        erased.Erase(c.Reason, clock.GetUtcNow());
        await erasure.Erase(records, c.Reason, ct);
        return mapper.Map<CustomerDetails>(erased);
    }
}
