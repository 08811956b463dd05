using System.Text.Json;
using Crm.Application.Customers.Customers;
using Crm.Domain.Common;
using Crm.Domain.Marketing;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Common.Lists;

/// <summary>Prepares a filter: checks what only the database knows, and reads the segments that the filter names with those that these name in turn.</summary>
public sealed class FilterScopes(ICrmDb db, CustomFieldCheck customFields, ICurrentUser caller)
{
    /// <summary>How many segments stand in one another at most.</summary>
    public const int MaxNesting = 3;

    /// <summary>How many conditions a filter has at most with those of all segments in it.</summary>
    public const int MaxSize = 200;

    /// <exception cref="InvalidInput">The filter speaks of what is not declared, not there or not shown to the caller (400).</exception>
    /// <exception cref="RuleBroken">A segment's own filter does not hold any more (409).</exception>
    internal async Task<FilterScope> Of<T>(ListSpec<T> spec, IReadOnlyList<FilterTerm> terms, FilterNode? tree, CancellationToken ct, Id<Segment>? within = null) where T : class
    {
        var scope = new FilterScope(db);
        if (spec.Hidden(terms, tree, caller.Access) is { } hidden) throw hidden.Invalid(InputErrors.FilterUnknownField, $"Your role does not show {ListRequest.Shown(hidden.Field)}.", "field");
        await EnsureDeclared(spec, terms, tree, ct);
        foreach (var (field, term) in spec.Segments(terms, tree))
            foreach (var id in field.Named(term))
                if (!await Read(scope, id, within is { } outer ? [outer] : [], ct)) throw term.Invalid(InputErrors.ReferenceUnknown, "There is no such segment.");
        return scope;
    }

    /// <summary>How many conditions a filter has with those of the segments in it, which were read.</summary>
    internal static int SizeOf(FilterScope scope, FilterNode tree) =>
        tree.Size + ListCustomers.Spec.Segments([], tree).Sum(s => s.Field.Named(s.Term).Sum(id => scope.Sizes.GetValueOrDefault(id)));

    private async Task EnsureDeclared<T>(ListSpec<T> spec, IReadOnlyList<FilterTerm> terms, FilterNode? tree, CancellationToken ct) where T : class
    {
        foreach (var target in spec.OwnFields(terms, tree).GroupBy(f => f.Target)) await customFields.EnsureDeclared(target.Key, [.. target.Select(f => (f.Term, f.Key))], ct);
    }

    /// <summary>Reads who is in the segment; false when there is no such segment.</summary>
    /// <param name="path">The segments in whose filters it stands.</param>
    private async Task<bool> Read(FilterScope scope, Id<Segment> id, IReadOnlyList<Id<Segment>> path, CancellationToken ct)
    {
        if (path.Contains(id)) throw SegmentErrors.Cycle;
        if (scope.Segments.ContainsKey(id)) return true;
        if (path.Count >= MaxNesting) throw SegmentErrors.TooComplex(MaxNesting, MaxSize);
        var segment = await db.Segments.AsNoTracking().Where(s => s.Id == id).Select(s => new { s.Kind, s.Name, s.Filter }).SingleOrDefaultAsync(ct);
        if (segment is null) return false;
        if (segment.Kind == SegmentKind.Static)
        {
            scope.Segments[id] = c => db.Set<SegmentMember>().Any(m => m.SegmentId == id && m.CustomerId == c.Id);
            scope.Sizes[id] = 1;
            return true;
        }
        try
        {
            var tree = Tree(segment.Filter!);
            if (ListCustomers.Spec.Hidden([], tree, caller.Access) is { } hidden) throw new NotAllowed($"The segment {segment.Name} is made by {hidden.Field}, which your role does not show.");
            await EnsureDeclared(ListCustomers.Spec, [], tree, ct);
            foreach (var (field, term) in ListCustomers.Spec.Segments([], tree))
                foreach (var inner in field.Named(term))
                    if (!await Read(scope, inner, [.. path, id], ct)) throw SegmentErrors.FilterInvalid(segment.Name, "It names a segment that is not there any more.");
            if ((scope.Sizes[id] = SizeOf(scope, tree)) > MaxSize) throw SegmentErrors.TooComplex(MaxNesting, MaxSize);
            scope.Segments[id] = ListCustomers.Spec.Where(scope, tree);
        }
        catch (InvalidInput invalid)
        {
            throw SegmentErrors.FilterInvalid(segment.Name, invalid.Message);
        }
        return true;
    }

    private static FilterNode Tree(string filter)
    {
        using var document = JsonDocument.Parse(filter);
        return SearchBody.ReadFilter(document.RootElement, "/filter");
    }
}
