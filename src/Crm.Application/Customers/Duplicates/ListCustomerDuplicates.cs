using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Duplicates;

/// <summary>Lists the likely duplicates of one customer.</summary>
/// <param name="Of">The customer (404 when there is none); the list's filter says so too, which binds the cursor to it.</param>
public sealed record ListCustomerDuplicates(Id<Customer> Of, ListRequest List) : IRequest<ListPage<DuplicatePairRow>>;

internal sealed class ListCustomerDuplicatesHandler(ICrmDb db, ICustomerMatches matches, ListReader lists) : IRequestHandler<ListCustomerDuplicates, ListPage<DuplicatePairRow>>
{
    public async Task<ListPage<DuplicatePairRow>> Handle(ListCustomerDuplicates q, CancellationToken ct)
    {
        if (!await db.Customers.AnyAsync(c => c.Id == q.Of, ct)) throw new NotFound(nameof(Customer), q.Of);
        await matches.RefreshAsync(ct);
        return await lists.DuplicatePairs(db, q.List, ct);
    }
}
