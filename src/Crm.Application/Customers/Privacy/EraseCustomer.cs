using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Customers.Customers;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;
using Microsoft.EntityFrameworkCore;

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
        if (await db.Customers.Whole().AnyAsync(x => x.Id == c.Id && x.MergedIntoId != null, ct)) throw new NotFound(nameof(Customer), c.Id);
        var records = await erasure.Lock(() => PersonsRecords.Of(db, c.Id, ct), ct);
        var erased = await db.LoadArchived(c.Id, ct);
        if (erased.ErasedAt is not null) return mapper.Map<CustomerDetails>(erased);
        erased.EnsurePerson();
        await erasure.EnsureNothingOpen(records, ct);
        var now = clock.GetUtcNow();
        erased.Erase(c.Reason, now);
        foreach (var part in await db.Customers.Whole().Where(x => x.MergedIntoId == c.Id).ToListAsync(ct)) part.Erase(c.Reason, now);
        await erasure.Erase(records, c.Reason, ct);
        return mapper.Map<CustomerDetails>(erased);
    }
}
