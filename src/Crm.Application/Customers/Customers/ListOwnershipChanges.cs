using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Customers;

/// <summary>Lists who was responsible for a customer, from when to when.</summary>
/// <param name="Of">The customer (404 when there is none); the list's filter says so too, which binds the cursor to it.</param>
public sealed record ListOwnershipChanges(Id<Customer> Of, ListRequest List) : IRequest<ListPage<OwnershipChangeRow>>
{
    public static readonly ListSpec<OwnershipChange> Spec = new ListSpec<OwnershipChange>(o => o.Id)
        .Sortable("at", o => o.At)
        .Filter("customerId", o => o.CustomerId)
        .Filter("fromOwnerId", o => o.FromOwnerId)
        .Filter("toOwnerId", o => o.ToOwnerId)
        .Filter("fromTeamId", o => o.FromTeamId)
        .Filter("toTeamId", o => o.ToTeamId)
        .Filter("by", o => o.By)
        .Filter("handOverId", o => o.HandOverId)
        .SortedBy("-at");
}

/// <param name="FromOwnerId">The user responsible before; nobody when null. What is the same before and after did not change.</param>
/// <param name="ToOwnerId">The user responsible since; nobody when null.</param>
/// <param name="FromTeamId">The team before; none when null.</param>
/// <param name="ToTeamId">The team since; none when null.</param>
/// <param name="By">The user who did it; null for a job.</param>
/// <param name="HandOverId">The act that handed the customer over together with others; null for a change of this customer alone.</param>
public sealed record OwnershipChangeRow(
    Id<OwnershipChange> Id,
    Id<Customer> CustomerId,
    Id<User>? FromOwnerId,
    Id<User>? ToOwnerId,
    Id<Team>? FromTeamId,
    Id<Team>? ToTeamId,
    Id<User>? By,
    DateTimeOffset At,
    Id<HandOver>? HandOverId);

internal sealed class ListOwnershipChangesHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListOwnershipChanges, ListPage<OwnershipChangeRow>>
{
    public async Task<ListPage<OwnershipChangeRow>> Handle(ListOwnershipChanges q, CancellationToken ct)
    {
        if (!await db.Customers.AnyAsync(c => c.Id == q.Of, ct)) throw new NotFound(nameof(Customer), q.Of);
        return await lists.Page(db.Set<OwnershipChange>(), ListOwnershipChanges.Spec, q.List,
            o => new OwnershipChangeRow(o.Id, o.CustomerId, o.FromOwnerId, o.ToOwnerId, o.FromTeamId, o.ToTeamId, o.By, o.At, o.HandOverId), ct);
    }
}
