using System.Linq.Expressions;
using System.Text.Json;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Customers;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Marketing;

namespace Crm.Application.Marketing.Segments;

/// <summary>The filters of dynamic segments: checked when they are written as when they are asked.</summary>
internal static class SegmentFilter
{
    public static bool IsNone(JsonElement? filter) => filter is null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined };

    /// <summary>As it is answered; JSON can be read in the database's answer only.</summary>
    public static JsonElement? Read(string? filter)
    {
        if (filter is null) return null;
        using var document = JsonDocument.Parse(filter);
        return document.RootElement.Clone();
    }

    /// <summary>As it is kept: without blanks, so that it is answered in one form.</summary>
    public static string? Write(JsonElement? filter) => IsNone(filter) ? null : JsonSerializer.Serialize(filter!.Value, CrmJson.Options);

    /// <summary>Checks that the filter can be asked, by its writer, in a segment. The segments in it are locked against changes until the transaction ends: else two changes could make a circle together.</summary>
    /// <exception cref="InvalidInput">It cannot, with a pointer to what is wrong (400).</exception>
    /// <exception cref="RuleBroken">It would stand in itself, or be too large with those in it (409).</exception>
    public static async Task Ensure(ICrmDb db, FilterScopes scopes, JsonElement? filter, Id<Segment>? of, CancellationToken ct)
    {
        if (IsNone(filter)) return;
        var spec = ListCustomers.Spec;
        var tree = SearchBody.ReadFilter(filter!.Value, "/filter");
        if (tree.Terms.FirstOrDefault(ListSpec<Customer>.IsAboutArchive) is { } archived)
            throw archived.Invalid(InputErrors.ArchivedMisplaced, "Nobody is in a segment who is in the archive, so its filter does not speak of it.", "field");
        await db.HoldAsync([.. spec.Segments([], tree).SelectMany(s => s.Field.Named(s.Term)).Where(id => id != of).Distinct()], ct);
        var scope = await scopes.Of(spec, [], tree, ct, of);
        spec.Where(scope, tree);
        if (FilterScopes.SizeOf(scope, tree) > FilterScopes.MaxSize) throw SegmentErrors.TooComplex(FilterScopes.MaxNesting, FilterScopes.MaxSize);
    }
}

/// <summary>The customers that are in any of the segments: <c>segmentId=…</c>, with dynamic segments as they are filled now.</summary>
internal sealed class SegmentField() : ListField<Customer>("segmentId", Values.Name, [FilterOperator.Eq, FilterOperator.Ne]), ISegmentField
{
    private static readonly ValueType<Id<Segment>> Values = Common.Lists.ValueType.For<Id<Segment>>();

    public IReadOnlyList<Id<Segment>> Named(FilterTerm term) => Operators.Contains(term.Operator) ? [.. term.Any().Select(v => Values.Parse(term, v))] : [];

    protected override Expression<Func<Customer, bool>> Condition(FilterScope scope, FilterTerm term)
    {
        var customer = Expression.Parameter(typeof(Customer), "customer");
        var any = Named(term).Select(id => Replace.Parameter(scope.Segments[id], customer)).Aggregate(Expression.OrElse);
        return Expression.Lambda<Func<Customer, bool>>(term.Operator == FilterOperator.Eq ? any : Expression.Not(any), customer);
    }
}
