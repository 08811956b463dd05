using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Customers;

/// <summary>Lists the steps of a customer's life cycle.</summary>
/// <param name="Of">The customer (404 when there is none); the list's filter says so too, which binds the cursor to it.</param>
public sealed record ListLifecycleChanges(Id<Customer> Of, ListRequest List) : IRequest<ListPage<LifecycleChangeRow>>
{
    public static readonly ListSpec<LifecycleChange> Spec = new ListSpec<LifecycleChange>(l => l.Id)
        .Sortable("at", l => l.At)
        .Filter("customerId", l => l.CustomerId)
        .Filter("from", l => l.From)
        .Filter("to", l => l.To)
        .Filter("by", l => l.By)
        .SortedBy("-at");
}

/// <param name="From">Null for the first step, when the customer was registered.</param>
/// <param name="By">The user who did it; null for a job.</param>
public sealed record LifecycleChangeRow(Id<LifecycleChange> Id, Id<Customer> CustomerId, Lifecycle? From, Lifecycle To, string? Reason, Id<User>? By, DateTimeOffset At);

internal sealed class ListLifecycleChangesHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListLifecycleChanges, ListPage<LifecycleChangeRow>>
{
    public async Task<ListPage<LifecycleChangeRow>> Handle(ListLifecycleChanges q, CancellationToken ct)
    {
        if (!await db.Customers.AnyAsync(c => c.Id == q.Of, ct)) throw new NotFound(nameof(Customer), q.Of);
        return await lists.Page(db.Set<LifecycleChange>(), ListLifecycleChanges.Spec, q.List,
            l => new LifecycleChangeRow(l.Id, l.CustomerId, l.From, l.To, l.Reason, l.By, l.At), ct);
    }
}
