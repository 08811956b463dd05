using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Customers;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Marketing;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Marketing.Segments;

/// <summary>Lists the customers in a segment, as the list of all customers does.</summary>
/// <param name="In">The segment (404 when there is none); the list's filter says so too, which binds the cursor to it.</param>
public sealed record ListSegmentCustomers(Id<Segment> In, ListRequest List) : IRequest<ListPage<CustomerRow>>;

internal sealed class ListSegmentCustomersHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListSegmentCustomers, ListPage<CustomerRow>>
{
    public async Task<ListPage<CustomerRow>> Handle(ListSegmentCustomers q, CancellationToken ct)
    {
        if (!await db.Segments.AnyAsync(s => s.Id == q.In, ct)) throw new NotFound(nameof(Segment), q.In);
        return await lists.Page<Customer, CustomerRow>(db.Customers, ListCustomers.Spec, q.List, ct);
    }
}
