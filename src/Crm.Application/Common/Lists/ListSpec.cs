using System.Linq.Expressions;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Common.Lists;

/// <summary>What the document needs to know of a list.</summary>
public interface IListSpec
{
    /// <summary>What is listed.</summary>
    Type Record { get; }

    IEnumerable<FilterField> Filters { get; }

    IEnumerable<string> SortFields { get; }

    string DefaultSort { get; }

    /// <summary>Whether q looks for words.</summary>
    bool IsSearchable { get; }

    /// <summary>Whether filters by custom fields are allowed, whose names only the database knows.</summary>
    bool HasCustomFields { get; }

    /// <summary>The relations that can be shown beside their ids.</summary>
    IReadOnlyList<IExpansion> Expansions { get; }

    /// <summary>The lists of which each record has many, and by which a search can filter.</summary>
    IReadOnlyList<(string Name, IListSpec Spec)> Many { get; }
}

/// <summary>A field to filter by, as the document needs to know it.</summary>
/// <param name="Type">string, integer, number, boolean, date, date-time or uuid.</param>
public sealed record FilterField(string Name, string Type, IReadOnlyList<FilterOperator> Operators)
{
    /// <summary>What a value may be, when that is a short list.</summary>
    public IReadOnlyList<string>? AllowedValues { get; init; }

    /// <summary>What a value matches, without anchors; null for any text.</summary>
    public string? Pattern { get; init; }
}

/// <summary>The allow-list of one list: the fields it filters and sorts by, its own order, and the relations through which it filters.</summary>
public sealed partial class ListSpec<T> : IListSpec where T : class
{
    private const string Archived = "archived";

    private readonly Dictionary<string, ListField<T>> _fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IRelation> _relations = new(StringComparer.Ordinal);
    private readonly List<string> _sortable = [];
    private readonly List<SearchedThrough> _searchedThrough = [];
    private readonly List<IExpansion> _expansions = [];
    private readonly Dictionary<string, string> _partOf = new(StringComparer.Ordinal);
    private readonly ISortKey _id;

    public ListSpec(Expression<Func<T, Id<T>>> id) : this(new ColumnField<T, Id<T>>("id", id, ValueType.For<Id<T>>())) { }

    private ListSpec(ISortKey id) => _id = id;

    public Type Record => typeof(T);

    public string DefaultSort { get; private set; } = "";

    internal CustomFieldFilter<T>? CustomFields { get; private set; }

    public bool IsSearchable { get; private set; }

    public bool HasCustomFields => CustomFields is not null;

    public IReadOnlyList<IExpansion> Expansions => _expansions;

    public IEnumerable<string> SortFields => _sortable;

    internal IReadOnlyList<SearchedThrough> AlsoSearched => _searchedThrough;

    /// <summary>The id, for a list of records that has one of its own.</summary>
    internal Expression<Func<T, Id<T>>> IdColumn => ((ColumnField<T, Id<T>>)_id).Column;

    public IEnumerable<FilterField> Filters =>
        Fields.Concat(IsArchivable ? [new(Archived, "boolean", [FilterOperator.Eq])] : []).Concat(_relations.SelectMany(r => r.Value.Fields.Select(f => f with { Name = $"{r.Key}.{f.Name}" })));

    private IEnumerable<FilterField> Fields => _fields.Values.Select(f => new FilterField(f.Name, f.Type, f.Operators) { AllowedValues = f.AllowedValues, Pattern = f.Pattern });

    private static bool IsArchivable => typeof(T).IsSubclassOf(typeof(ArchivableAggregate));

    /// <summary>A list of rows that are joined from several records and known by the id of one of them. No other list can filter through it.</summary>
    public static ListSpec<T> Keyed<TKey>(Expression<Func<T, Id<TKey>>> id) where TKey : class => new(new ColumnField<T, Id<TKey>>("id", id, ValueType.For<Id<TKey>>()));

    /// <summary>A field to filter by.</summary>
    /// <param name="partOf">The member of the answers that it shows a part of; the one of its own name when not given.</param>
    public ListSpec<T> Filter<TValue>(string name, Expression<Func<T, TValue>> get, string? partOf = null)
    {
        if (partOf is not null) _partOf.Add(name, partOf);
        return Add(new ColumnField<T, TValue>(name, get, ValueType.For<TValue>()));
    }

    /// <summary>A field to filter and to sort by; there is an index for it.</summary>
    public ListSpec<T> Sortable<TValue>(string name, Expression<Func<T, TValue>> get, string? partOf = null)
    {
        _sortable.Add(name);
        return Filter(name, get, partOf);
    }

    /// <summary>A condition that no single column holds: given the wanted values, the rows that have any of them.</summary>
    public ListSpec<T> Filter(string name, Func<IReadOnlyList<string>, Expression<Func<T, bool>>> anyOf) => Filter(name, (_, values) => anyOf(values));

    /// <summary>As above, for values that may be refused: the term says where they stand.</summary>
    /// <param name="pattern">What one of the values must match, in ECMA-262 and without anchors; null for any text.</param>
    internal ListSpec<T> Filter(string name, Func<FilterTerm, IReadOnlyList<string>, Expression<Func<T, bool>>> anyOf, string? pattern = null) =>
        Add(new ConditionField<T>(name, "string", null, (_, term, values) => anyOf(term, values)) { Pattern = pattern });

    /// <summary>As above, for ids.</summary>
    public ListSpec<T> FilterIds<TOf>(string name, Func<Id<TOf>[], Expression<Func<T, bool>>> anyOf) where TOf : class
    {
        var values = ValueType.For<Id<TOf>>();
        return Add(new ConditionField<T>(name, values.Name, null, (_, term, texts) => anyOf([.. texts.Select(t => values.Parse(term, t))])));
    }

    /// <summary>As above, for values of an enum.</summary>
    public ListSpec<T> FilterAny<TEnum>(string name, Func<TEnum[], Expression<Func<T, bool>>> anyOf) where TEnum : struct, Enum
    {
        var values = ValueType.For<TEnum>();
        return Add(new ConditionField<T>(name, "string", values.Allowed, (_, term, texts) => anyOf([.. texts.Select(t => values.Parse(term, t))])));
    }

    /// <summary>Filters through a relation: <c>customer.market=education</c>. <paramref name="of"/> is asked late, because lists relate to one another.</summary>
    public ListSpec<T> Through<TRelated>(string name, Expression<Func<T, Id<TRelated>?>> key, Func<ListSpec<TRelated>> of) where TRelated : class
    {
        _relations.Add(name, new Relation<TRelated>(key, of));
        return this;
    }

    /// <summary>Filters by the company's own fields: <c>customFields.color=red</c>, for those that are declared.</summary>
    public ListSpec<T> WithCustomFields(CustomFieldTarget target, Expression<Func<T, CustomFields>> get)
    {
        CustomFields = new(target, get);
        return this;
    }

    /// <summary>Looks for words in the record (<see cref="ISearchable"/>).</summary>
    public ListSpec<T> Searched()
    {
        if (!typeof(T).IsAssignableTo(typeof(ISearchable))) throw new NotSupportedException($"{typeof(T).Name} does not say what it is searched by.");
        IsSearchable = true;
        return this;
    }

    /// <summary>Looks for words in a related record, too: <c>q=bergmann</c> finds the orders of the customer Bergmann.</summary>
    public ListSpec<T> SearchedThrough<TRelated>(Expression<Func<T, Id<TRelated>?>> key) where TRelated : class, ISearchable
    {
        var member = (MemberExpression)(key.Body is UnaryExpression convert ? convert.Operand : key.Body);
        _searchedThrough.Add(new(typeof(TRelated), member.Member.Name));
        return this;
    }

    /// <summary>Shows the related record beside its id: <c>expand=customer</c>, as the list that is named shows it.</summary>
    /// <param name="member">The member that holds the id; the name and Id when not given.</param>
    public ListSpec<T> Expands<TRelated, TRow>(string name, Func<ListSpec<TRelated>> of, Func<ListRequest, IRequest<ListPage<TRow>>> list, string? member = null)
        where TRelated : class where TRow : class
    {
        _expansions.Add(new Expansion<TRelated, TRow>(name, member ?? $"{name}Id", of, list));
        return this;
    }

    public ListSpec<T> SortedBy(string sort)
    {
        DefaultSort = sort;
        return this;
    }

    /// <summary>Whether the caller says something of what is archived, <c>archived=true</c>, which is in no list otherwise.</summary>
    internal static bool IsAboutArchive(FilterTerm term) => IsArchivable && term is { Field: Archived, Operator: FilterOperator.Eq };

    /// <summary>The rows with these ids.</summary>
    internal Expression<Func<T, bool>> WhereId(IReadOnlyList<Guid> ids)
    {
        var wanted = ids.Select(id => new Id<T>(id)).ToArray();
        return Expression.Lambda<Func<T, bool>>(Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(Id<T>)], Parameter.Of<IEnumerable<Id<T>>>(wanted), IdColumn.Body), IdColumn.Parameters);
    }

    internal Expression<Func<T, bool>> Where(FilterScope scope, FilterNode node)
    {
        var row = Expression.Parameter(typeof(T), "row");
        return Expression.Lambda<Func<T, bool>>(On(node), row);

        Expression On(FilterNode part) => part switch
        {
            FilterLeaf leaf => Replace.Parameter(Where(scope, leaf.Term), row),
            FilterNot not => Expression.Not(On(not.Part)),
            FilterRelated related => ManyNamed(related).Where(scope, related, row),
            FilterGroup group => group.Parts.Select(On).Aggregate(group.IsAnd ? Expression.AndAlso : Expression.OrElse),
            _ => throw new NotSupportedException($"There is no filter {part.GetType().Name}."),
        };
    }

    internal Expression<Func<T, bool>> Where(FilterScope scope, FilterTerm term)
    {
        if (_fields.TryGetValue(term.Field, out var field)) return field.Where(scope, term);
        if (IsAboutArchive(term)) return IsArchived(term);
        if (CustomFields is not null && CustomFieldFilter<T>.Key(term) is { } key) return CustomFields.Where(scope.Db, term, key);
        var dot = term.Field.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && _relations.TryGetValue(term.Field[..dot], out var relation)) return relation.Where(scope, term with { Field = term.Field[(dot + 1)..] });
        throw Unknown(term);
    }

    internal IReadOnlyList<(ISortKey Key, bool Descending)> Sorting(ListRequest request)
    {
        List<(ISortKey, bool)> keys = [];
        foreach (var word in (request.Sort ?? DefaultSort).Split(','))
        {
            var name = word.TrimStart('-');
            if (word.Length - name.Length > 1 || !_sortable.Contains(name))
                throw request.Invalid("sort", InputErrors.SortUnknownField, $"It cannot be sorted by {ListRequest.Shown(word)}; allowed are {string.Join(", ", _sortable)}, each with a minus sign before it for descending.");
            if (keys.Exists(k => k.Item1.Name == name)) throw request.Invalid("sort", InputErrors.SortRepeated, $"{name} stands there twice.");
            keys.Add(((ISortKey)_fields[name], word.StartsWith('-')));
        }
        keys.Add((_id, keys[^1].Item2));   // the id makes every order total, in the direction that an index can be read backwards
        return keys;
    }

    /// <summary>Whoever is not shown a field learns nothing of it by sorting either.</summary>
    /// <exception cref="InvalidInput">The request is sorted by what the caller is not shown (400).</exception>
    internal void EnsureSortShown(ListRequest request, CallerAccess access)
    {
        foreach (var word in (request.Sort ?? "").Split(','))
            if (!IsShown(word.TrimStart('-'), access)) throw request.Invalid("sort", InputErrors.SortUnknownField, $"Your role does not show {ListRequest.Shown(word)}.");
    }

    private bool IsShown(string field, CallerAccess access)
    {
        if (_about.TryGetValue(field, out var about)) return IsShown(about, access);
        var dot = field.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && _relations.TryGetValue(field[..dot], out var relation)) return relation.IsShown(field[(dot + 1)..], access);
        return !access.Fields.IsHidden(Restrictable.ResourceOf(typeof(T)), _partOf.GetValueOrDefault(field, field));
    }

    /// <summary>The id alone, the newest first: what is left to sort by among rows that were found equally well.</summary>
    internal (ISortKey Key, bool Descending) Newest => (_id, true);

    private static Expression<Func<T, bool>> IsArchived(FilterTerm term)
    {
        if (term.Literals?.Any(l => l.Kind != LiteralKind.Flag) == true) throw term.Invalid(InputErrors.FilterInvalidValue, $"{Archived} takes true or false.");
        return term.Flag()
            ? r => EF.Property<DateTimeOffset?>(r, nameof(ArchivableAggregate.ArchivedAt)) != null
            : r => EF.Property<DateTimeOffset?>(r, nameof(ArchivableAggregate.ArchivedAt)) == null;
    }

    private bool IsItsOwn(string field) => _about.TryGetValue(field, out var about) && about.IsOwn;

    private ListSpec<T> Add(ListField<T> field)
    {
        _fields.Add(field.Name, field);
        return this;
    }

    private InvalidInput Unknown(FilterTerm term) => term.Parameter is null
        ? term.Invalid(InputErrors.FilterUnknownField, $"There is no field {ListRequest.Shown(term.Field)} to filter by; allowed are {string.Join(", ", Filters.Select(f => f.Name))}.", "field")
        : term.Invalid(InputErrors.ParameterUnknown,
            $"There is no parameter {ListRequest.Shown(term.Parameter)}; allowed are {string.Join(", ", ListRequest.OwnParameters.Concat(Filters.Select(f => f.Name)))}.");

    private interface IRelation
    {
        IEnumerable<FilterField> Fields { get; }

        Expression<Func<T, bool>> Where(FilterScope scope, FilterTerm term);

        object? FieldOf(string name);

        bool IsShown(string field, CallerAccess access);
    }

    private sealed class Relation<TRelated>(Expression<Func<T, Id<TRelated>?>> key, Func<ListSpec<TRelated>> of) : IRelation where TRelated : class
    {
        // What the related record's own many come to, is asked of its own list.
        public IEnumerable<FilterField> Fields => of().Fields.Where(f => !of().IsItsOwn(f.Name));

        public object? FieldOf(string name) => of()._fields.GetValueOrDefault(name);

        public bool IsShown(string field, CallerAccess access) => (Areas.Of(typeof(TRelated)) is not { } area || access.May(area, Act.Read)) && of().IsShown(field, access);

        public Expression<Func<T, bool>> Where(FilterScope scope, FilterTerm term)
        {
            var spec = of();
            if (!spec._fields.TryGetValue(term.Field, out var field) || spec.IsItsOwn(term.Field)) throw spec.Unknown(term);
            var id = ((ColumnField<TRelated, Id<TRelated>>)spec._id).As<Id<TRelated>?>();
            var ids = scope.Db.Set<TRelated>().Where(field.Where(scope, term)).Select(id);
            var contains = Expression.Call(typeof(Queryable), nameof(Queryable.Contains), [typeof(Id<TRelated>?)], ids.Expression, key.Body);
            return Expression.Lambda<Func<T, bool>>(contains, key.Parameters);
        }
    }
}
