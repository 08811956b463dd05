using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Customers;
using Crm.Application.Identity.Users;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Merging;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Merging;

/// <summary>Lists merges.</summary>
/// <param name="Of">The customer below which they are listed (404 when there is none); null for all.</param>
public sealed record ListCustomerMerges(ListRequest List, Id<Customer>? Of = null) : IRequest<ListPage<CustomerMergeDetails>>
{
    public static readonly ListSpec<CustomerMerge> Spec = new ListSpec<CustomerMerge>(m => m.Id)
        .Sortable("at", m => m.At)
        .Filter("survivorId", m => m.SurvivorId)
        .Filter("by", m => m.By)
        .Filter("undoneAt", m => m.UndoneAt)
        .Expands<Customer, CustomerRow>("survivor", () => ListCustomers.Spec, list => new ListCustomers(list))
        .Expands<User, UserDetails>("by", () => ListUsers.Spec, list => new ListUsers(list))
        .SortedBy("-at");
}

internal sealed class ListCustomerMergesHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListCustomerMerges, ListPage<CustomerMergeDetails>>
{
    public async Task<ListPage<CustomerMergeDetails>> Handle(ListCustomerMerges q, CancellationToken ct)
    {
        if (q.Of is { } of && !await db.Customers.AnyAsync(c => c.Id == of, ct)) throw new NotFound(nameof(Customer), of);
        return await lists.Page<CustomerMerge, CustomerMergeDetails>(db.CustomerMerges, ListCustomerMerges.Spec, q.List, ct);
    }
}
