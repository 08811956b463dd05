using System.Globalization;
using System.Text.Json;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Merging;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Insight.Timeline;

/// <summary>Lists all that happened with a customer.</summary>
public sealed record ListTimeline(Id<Customer> Of, ListRequest List) : IRequest<ListPage<TimelineEntryRow>>
{
    public static IListSpec Spec => new TimelineSpec();
}

internal sealed class ListTimelineHandler(ICrmDb db, ICurrentUser caller, ICursorSigner signer) : IRequestHandler<ListTimeline, ListPage<TimelineEntryRow>>
{
    private readonly TimelineSpec _spec = new();

    public async Task<ListPage<TimelineEntryRow>> Handle(ListTimeline q, CancellationToken ct)
    {
        var list = q.List;
        if (list.Query is not null) throw list.Invalid("q", InputErrors.ParameterUnknown, "This list cannot be searched by words; it has filters only.");
        var descending = TimelineSpec.IsDescending(list);
        var branches = _spec.Branches(list, caller.Access);
        var (from, until) = _spec.Time(list);
        var window = new TimelineWindow(from, until, list.Cursor is { } cursor ? Open(cursor, q) : null, descending, list.Limit);
        if (!await db.Customers.Standing().AnyAsync(c => c.Id == q.Of, ct)) throw new NotFound(nameof(Customer), q.Of);

        var lines = branches.Count == 0 ? [] : await Page(branches, q.Of, window).ToListAsync(ct);
        var hasMore = lines.Count > list.Limit;
        if (hasMore) lines.RemoveAt(list.Limit);
        var hidesText = caller.Access.Fields.IsHidden("interaction", "text");
        return new(
            [.. lines.Select(l => TimelineEntryRow.Of(l, showsText: !(hidesText && TimelineBranches.All[l.Rank].Kind == TimelineKind.Interaction)))],
            new(list.Limit, hasMore, hasMore ? Seal(lines[^1], q) : null, list.Count ? await Total(branches, q.Of, window, ct) : null));
    }

    // One statement: each branch reads its own index no further than a page, and the page is made of these.
    private IQueryable<TimelineLine> Page(IReadOnlyList<TimelineBranch> branches, Id<Customer> customer, TimelineWindow window)
    {
        var lines = branches.Select(b => b.Read(db, customer, window)).Aggregate((all, branch) => all.Concat(branch));
        var sorted = window.Descending
            ? lines.OrderByDescending(l => l.At).ThenByDescending(l => l.Rank).ThenByDescending(l => l.Id)
            : lines.OrderBy(l => l.At).ThenBy(l => l.Rank).ThenBy(l => l.Id);
        return sorted.Take(window.Limit + 1);
    }

    private async Task<int?> Total(IReadOnlyList<TimelineBranch> branches, Id<Customer> customer, TimelineWindow window, CancellationToken ct)
    {
        if (branches.Count == 0) return 0;
        var total = await branches.Select(b => b.All(db, customer, window)).Aggregate((all, branch) => all.Concat(branch)).Take(ListReader.CountCap + 1).CountAsync(ct);
        return total > ListReader.CountCap ? null : total;
    }

    // A cursor holds for the customer, the filters and the order that it was made with, and as long as the branches are the same.
    private static string Scope(ListTimeline q) => string.Join('\n',
        [nameof(ListTimeline), TimelineBranches.All.Count.ToString(CultureInfo.InvariantCulture), q.Of.ToString(), q.List.Sort ?? "-at", .. q.List.Filters.Select(f => f.Canonical).Order(StringComparer.Ordinal)]);

    private string Seal(TimelineLine last, ListTimeline q) => signer.Sign(JsonSerializer.SerializeToUtf8Bytes(new TimelinePlace(last.At, last.Rank, last.Id)), Scope(q));

    private TimelinePlace Open(string cursor, ListTimeline q) => signer.Open(cursor, Scope(q)) is { } content
        ? JsonSerializer.Deserialize<TimelinePlace>(content)!
        : throw q.List.Invalid("cursor", InputErrors.CursorInvalid, "The cursor does not belong to this customer, these filters and this sort; start again without a cursor.");
}
