using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.HandOvers;

/// <summary>Lists the records that went over in one act.</summary>
/// <param name="Of">The hand-over (404 when there is none); the list's filter says so too, which binds the cursor to it.</param>
public sealed record ListHandOverItems(Id<HandOver> Of, ListRequest List) : IRequest<ListPage<HandOverItemRow>>
{
    public static readonly ListSpec<HandOverItem> Spec = new ListSpec<HandOverItem>(i => i.Id)
        .Sortable("position", i => i.Position)
        .Filter("handOverId", i => i.HandOverId)
        .Filter("kind", i => i.Kind)
        .SortedBy("position");
}

/// <param name="Position">1, 2, 3…: orders first, then tickets, then customers.</param>
/// <param name="RecordId">The id of the customer, the order or the ticket.</param>
public sealed record HandOverItemRow(Id<HandOverItem> Id, Id<HandOver> HandOverId, int Position, WorkKind Kind, Guid RecordId);

internal sealed class ListHandOverItemsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListHandOverItems, ListPage<HandOverItemRow>>
{
    public async Task<ListPage<HandOverItemRow>> Handle(ListHandOverItems q, CancellationToken ct)
    {
        if (!await db.HandOvers.AnyAsync(h => h.Id == q.Of, ct)) throw new NotFound(nameof(HandOver), q.Of);
        return await lists.Page(db.Set<HandOverItem>(), ListHandOverItems.Spec, q.List, i => new HandOverItemRow(i.Id, i.HandOverId, i.Position, i.Kind, i.RecordId), ct);
    }
}
