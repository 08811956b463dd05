using System.Linq.Expressions;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Application.Common.Lists;

/// <summary>Filters by the many records that relate to one: those of them that meet a filter of their own list, and what they come to together.</summary>
public sealed partial class ListSpec<T> where T : class
{
    private readonly Dictionary<string, IMany> _many = new(StringComparer.Ordinal);
    private readonly Dictionary<string, About> _about = new(StringComparer.Ordinal);

    public IReadOnlyList<(string Name, IListSpec Spec)> Many => [.. _many.Select(m => (m.Key, m.Value.Spec))];

    /// <summary>Relates to many records: <c>{"any":"orders","filter":…}</c> finds the rows that have one which meets the filter, <c>none</c> those that have none.</summary>
    public ListSpec<T> HasMany<TMany>(string name, Expression<Func<TMany, Id<T>>> key, Func<ListSpec<TMany>> of) where TMany : class
    {
        _many.Add(name, new ManyOf<TMany>(IdColumn, key, of));
        return this;
    }

    /// <summary>What the related records come to, compared like a column: <c>orders.count[gte]=3</c>. Those alone are counted that the caller sees.</summary>
    /// <param name="member">The member of the related record that it shows something of; null when it shows no more than that there are some.</param>
    public ListSpec<T> Computes<TMany, TValue>(string name, string? member, Func<ICrmDb, Expression<Func<T, TValue>>> get) where TMany : class
    {
        _about.Add(name, new(typeof(TMany), member, IsOwn: true));
        return Add(new ComputedField<T, TValue>(name, get, ValueType.For<TValue>()));
    }

    /// <summary>The rows that have a related record with any of the values: <c>orders.channel=web</c>.</summary>
    public ListSpec<T> HasOne<TMany, TValue>(string name, string member, Func<ICrmDb, TValue[], Expression<Func<T, bool>>> any) where TMany : class
    {
        _about.Add(name, new(typeof(TMany), member, IsOwn: true));
        var values = ValueType.For<TValue>();
        return Add(new ConditionField<T>(name, values.Name, values.Allowed, (scope, term, texts) => any(scope.Db, [.. texts.Select(t => values.Parse(term, t))])));
    }

    /// <summary>An amount in one currency: <c>orders.netTotal[gte]=1000 EUR</c>. Two currencies are never added.</summary>
    public ListSpec<T> Totals<TMany>(string name, string member, Func<ICrmDb, string, Expression<Func<T, decimal>>> get) where TMany : class
    {
        _about.Add(name, new(typeof(TMany), member, IsOwn: true));
        return Add(new AmountField<T>(name, get));
    }

    /// <summary>A field that shows something of other records.</summary>
    internal ListSpec<T> Field<TOther>(ListField<T> field) where TOther : class
    {
        _about.Add(field.Name, new(typeof(TOther), null, IsOwn: false));
        return Add(field);
    }

    /// <summary>The first condition that speaks of what the caller is not shown; null when there is none.</summary>
    internal FilterTerm? Hidden(IEnumerable<FilterTerm> terms, FilterNode? tree, CallerAccess access) =>
        terms.Concat(tree?.Terms ?? []).FirstOrDefault(t => !IsShown(t.Field, access))
        ?? Related(tree).Select(r => r.Many.Hidden(r.Node, access)).FirstOrDefault(hidden => hidden is not null);

    /// <summary>The conditions on segments, those of related records included.</summary>
    internal IEnumerable<(ISegmentField Field, FilterTerm Term)> Segments(IEnumerable<FilterTerm> terms, FilterNode? tree) =>
        terms.Concat(tree?.Terms ?? []).Select(t => (Field: FieldOf(t.Field) as ISegmentField, t)).Where(f => f.Field is not null).Select(f => (f.Field!, f.t))
            .Concat(Related(tree).SelectMany(r => r.Many.Segments(r.Node.Filter)));

    /// <summary>The conditions on the company's own fields, those of related records included.</summary>
    internal IEnumerable<(CustomFieldTarget Target, FilterTerm Term, string Key)> OwnFields(IEnumerable<FilterTerm> terms, FilterNode? tree) =>
        (CustomFields is { } own ? terms.Concat(tree?.Terms ?? []).Select(t => (own.Target, t, Key: CustomFieldFilter<T>.Key(t))).Where(f => f.Key is not null).Select(f => (f.Target, f.t, f.Key!)) : [])
            .Concat(Related(tree).SelectMany(r => r.Many.OwnFields(r.Node.Filter)));

    private object? FieldOf(string name)
    {
        if (_fields.TryGetValue(name, out var field)) return field;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && _relations.TryGetValue(name[..dot], out var relation) ? relation.FieldOf(name[(dot + 1)..]) : null;
    }

    private IEnumerable<(IMany Many, FilterRelated Node)> Related(FilterNode? tree) => (tree?.Related ?? []).Select(node => (ManyNamed(node), node));

    private IMany ManyNamed(FilterRelated node) => _many.TryGetValue(node.Name, out var many) ? many
        : throw InvalidInput.At($"{node.Pointer}/{node.Word}", InputErrors.FilterUnknownField,
            _many.Count == 0 ? "This list relates to no others in this way." : $"There are no related records of this name; allowed are {string.Join(", ", _many.Keys)}.");

    private static bool IsShown(About about, CallerAccess access) =>
        (Areas.Of(about.Record) is not { } area || access.May(area, Act.Read)) && (about.Member is null || !access.Fields.IsHidden(Restrictable.ResourceOf(about.Record), about.Member));

    /// <summary>What a field shows of other records.</summary>
    /// <param name="IsOwn">No other list filters by it through a relation.</param>
    private sealed record About(Type Record, string? Member, bool IsOwn);

    private interface IMany
    {
        IListSpec Spec { get; }

        Expression Where(FilterScope scope, FilterRelated node, Expression row);

        FilterTerm? Hidden(FilterRelated node, CallerAccess access);

        IEnumerable<(ISegmentField Field, FilterTerm Term)> Segments(FilterNode tree);

        IEnumerable<(CustomFieldTarget Target, FilterTerm Term, string Key)> OwnFields(FilterNode tree);
    }

    private sealed class ManyOf<TMany>(Expression<Func<T, Id<T>>> identity, Expression<Func<TMany, Id<T>>> key, Func<ListSpec<TMany>> of) : IMany where TMany : class
    {
        public IListSpec Spec => of();

        public Expression Where(FilterScope scope, FilterRelated node, Expression row)
        {
            // Which rows of the archive are meant, the whole request says.
            if (node.Filter.Terms.FirstOrDefault(ListSpec<TMany>.IsAboutArchive) is { } archive) throw archive.Invalid(InputErrors.ArchivedMisplaced, "Whether archived records are meant, the whole search says, not the filter of related ones.", "field");
            var met = scope.Db.Set<TMany>().Where(of().Where(scope, node.Filter));
            var id = Replace.Parameter(identity, row);
            var any = Expression.Call(typeof(Queryable), nameof(Queryable.Any), [typeof(TMany)], met.Expression, Expression.Quote(Expression.Lambda<Func<TMany, bool>>(Expression.Equal(key.Body, id), key.Parameters)));
            return node.IsAny ? any : Expression.Not(any);
        }

        public FilterTerm? Hidden(FilterRelated node, CallerAccess access) => Areas.Of(typeof(TMany)) is { } area && !access.May(area, Act.Read)
            ? new FilterTerm(node.Name, FilterOperator.Eq) { Pointer = node.Pointer, At = node.Word }
            : of().Hidden([], node.Filter, access);

        public IEnumerable<(ISegmentField Field, FilterTerm Term)> Segments(FilterNode tree) => of().Segments([], tree);

        public IEnumerable<(CustomFieldTarget Target, FilterTerm Term, string Key)> OwnFields(FilterNode tree) => of().OwnFields([], tree);
    }
}
