using System.Linq.Expressions;
using Crm.Domain.Common;

namespace Crm.Application.Common.Lists;

/// <summary>What the document needs to know of a list.</summary>
public interface IListSpec
{
    IEnumerable<(string Name, string Type, IReadOnlyList<FilterOperator> Operators, IReadOnlyList<string>? AllowedValues)> Filters { get; }

    IEnumerable<string> SortFields { get; }

    string DefaultSort { get; }
}

/// <summary>The allow-list of one list: the fields it filters and sorts by, its own order, and the relations through which it filters.</summary>
public sealed class ListSpec<T> : IListSpec where T : class
{
    private const string Archived = "archived";

    private readonly Dictionary<string, ListField<T>> _fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IRelation> _relations = new(StringComparer.Ordinal);
    private readonly List<string> _sortable = [];
    private readonly ISortKey<T> _id;

    public ListSpec(Expression<Func<T, Id<T>>> id) : this(new ColumnField<T, Id<T>>("id", id, ValueType.For<Id<T>>())) { }

    private ListSpec(ISortKey<T> id) => _id = id;

    public string DefaultSort { get; private set; } = "";

    internal CustomFieldFilter<T>? CustomFields { get; private set; }

    public IEnumerable<string> SortFields => _sortable;

    public IEnumerable<(string Name, string Type, IReadOnlyList<FilterOperator> Operators, IReadOnlyList<string>? AllowedValues)> Filters =>
        Fields.Concat(IsArchivable ? [(Archived, "boolean", [FilterOperator.Eq], null)] : []).Concat(_relations.SelectMany(r => r.Value.Fields.Select(f => ($"{r.Key}.{f.Name}", f.Type, f.Operators, f.AllowedValues))));

    private IEnumerable<(string Name, string Type, IReadOnlyList<FilterOperator> Operators, IReadOnlyList<string>? AllowedValues)> Fields =>
        _fields.Values.Select(f => (f.Name, f.Type, f.Operators, f.AllowedValues));

    private static bool IsArchivable => typeof(T).IsSubclassOf(typeof(ArchivableAggregate));

    /// <summary>A list of rows that are joined from several records and known by the id of one of them. No other list can filter through it.</summary>
    public static ListSpec<T> Keyed<TKey>(Expression<Func<T, Id<TKey>>> id) where TKey : class => new(new ColumnField<T, Id<TKey>>("id", id, ValueType.For<Id<TKey>>()));

    /// <summary>A field to filter by.</summary>
    public ListSpec<T> Filter<TValue>(string name, Expression<Func<T, TValue>> get) => Add(new ColumnField<T, TValue>(name, get, ValueType.For<TValue>()));

    /// <summary>A field to filter and to sort by; there is an index for it.</summary>
    public ListSpec<T> Sortable<TValue>(string name, Expression<Func<T, TValue>> get)
    {
        _sortable.Add(name);
        return Filter(name, get);
    }

    /// <summary>A condition that no single column holds: given the wanted values, the rows that have any of them.</summary>
    public ListSpec<T> Filter(string name, Func<IReadOnlyList<string>, Expression<Func<T, bool>>> anyOf) =>
        Add(new ConditionField<T>(name, "string", null, (_, values) => anyOf(values)));

    /// <summary>As above, for values of an enum.</summary>
    public ListSpec<T> FilterAny<TEnum>(string name, Func<TEnum[], Expression<Func<T, bool>>> anyOf) where TEnum : struct, Enum
    {
        var values = ValueType.For<TEnum>();
        return Add(new ConditionField<T>(name, "string", values.Allowed, (term, texts) => anyOf([.. texts.Select(t => values.Parse(term, t))])));
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

    public ListSpec<T> SortedBy(string sort)
    {
        DefaultSort = sort;
        return this;
    }

    /// <summary>Whether the caller asks for what is archived, <c>archived=true</c>, which is in no list otherwise.</summary>
    internal static bool IsAboutArchive(FilterTerm term) => IsArchivable && term is { Field: Archived, Operator: FilterOperator.Eq };

    internal Expression<Func<T, bool>> Where(ICrmDb db, FilterTerm term)
    {
        if (_fields.TryGetValue(term.Field, out var field)) return field.Where(term);
        if (CustomFields is not null && CustomFieldFilter<T>.Key(term) is { } key) return CustomFields.Where(db, term, key);
        var dot = term.Field.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && _relations.TryGetValue(term.Field[..dot], out var relation)) return relation.Where(db, term with { Field = term.Field[(dot + 1)..] });
        throw Unknown(term);
    }

    internal IReadOnlyList<(ISortKey<T> Key, bool Descending)> Sorting(string? sort)
    {
        List<(ISortKey<T>, bool)> keys = [];
        foreach (var word in (string.IsNullOrWhiteSpace(sort) ? DefaultSort : sort).Split(','))
        {
            var name = word.TrimStart('-');
            if (word.Length - name.Length > 1 || !_sortable.Contains(name))
                throw InvalidInput.Parameter("sort", InputErrors.SortUnknownField, $"It cannot be sorted by {Shown(word)}; allowed are {string.Join(", ", _sortable)}, each with a minus sign before it for descending.");
            if (keys.Exists(k => k.Item1.Name == name)) throw InvalidInput.Parameter("sort", InputErrors.SortRepeated, $"{name} stands there twice.");
            keys.Add(((ISortKey<T>)_fields[name], word.StartsWith('-')));
        }
        keys.Add((_id, keys[^1].Item2));   // the id makes every order total, in the direction that an index can be read backwards
        return keys;
    }

    private ListSpec<T> Add(ListField<T> field)
    {
        _fields.Add(field.Name, field);
        return this;
    }

    private InvalidInput Unknown(FilterTerm term) => InvalidInput.Parameter(term.Parameter, InputErrors.ParameterUnknown,
        $"There is no parameter {Shown(term.Parameter)}; allowed are {string.Join(", ", ListRequest.OwnParameters.Concat(Filters.Select(f => f.Name)))}.");

    private static string Shown(string s) => s.Length <= 60 ? s : s[..60];

    private interface IRelation
    {
        IEnumerable<(string Name, string Type, IReadOnlyList<FilterOperator> Operators, IReadOnlyList<string>? AllowedValues)> Fields { get; }

        Expression<Func<T, bool>> Where(ICrmDb db, FilterTerm term);
    }

    private sealed class Relation<TRelated>(Expression<Func<T, Id<TRelated>?>> key, Func<ListSpec<TRelated>> of) : IRelation where TRelated : class
    {
        public IEnumerable<(string Name, string Type, IReadOnlyList<FilterOperator> Operators, IReadOnlyList<string>? AllowedValues)> Fields => of().Fields;

        public Expression<Func<T, bool>> Where(ICrmDb db, FilterTerm term)
        {
            var spec = of();
            if (!spec._fields.TryGetValue(term.Field, out var field)) throw spec.Unknown(term);
            var id = ((ColumnField<TRelated, Id<TRelated>>)spec._id).As<Id<TRelated>?>();
            var ids = db.Set<TRelated>().Where(field.Where(term)).Select(id);
            var contains = Expression.Call(typeof(Queryable), nameof(Queryable.Contains), [typeof(Id<TRelated>?)], ids.Expression, key.Body);
            return Expression.Lambda<Func<T, bool>>(contains, key.Parameters);
        }
    }
}
