using Crm.Application.Common;
using Crm.Application.Common.Lists;

namespace Crm.Api.Common;

/// <summary>The form in which the caller wants records: some of their members, and related records beside their ids.</summary>
/// <param name="Fields">The members that are wanted; null for all of them.</param>
/// <param name="Expand">The relations that are wanted, each with those below it.</param>
internal sealed record Shape(IReadOnlySet<string>? Fields, IReadOnlyList<ExpandStep> Expand)
{
    /// <summary>How a sparse answer is sent: it is another representation, in which no member is required.</summary>
    public const string SparseMediaType = "application/vnd.crm.sparse+json";

    private const int MaxLevels = 2;

    public static readonly IReadOnlyList<string> Parameters = ["fields", "expand"];

    /// <summary>Whether the caller wants anything but the plain form; the ETag covers only that one.</summary>
    public static bool IsAskedFor(HttpContext http) => Parameters.Any(http.Request.Query.ContainsKey);

    public static Shape? Of(HttpContext http, SearchBody? body, IListSpec spec, Func<Type> recordOf)
    {
        var (fields, expand) = body is null
            ? (Split(http, "fields"), Split(http, "expand"))
            : (Items(body.Fields, "fields"), Items(body.Expand, "expand"));
        if (fields is null && expand is null) return null;
        var record = recordOf();
        var members = Members(record);
        foreach (var (name, invalid) in fields ?? [])
            if (!members.Contains(name)) throw invalid(InputErrors.FieldsUnknown, $"There is no member {ListRequest.Shown(name)}; allowed are {string.Join(", ", members)}.");
        return new(fields?.Select(f => f.Name).ToHashSet(StringComparer.Ordinal), Steps(expand ?? [], spec, record));
    }

    /// <summary>The names of an answer's members.</summary>
    public static IReadOnlyList<string> Members(Type record) => [.. CrmJson.Options.GetTypeInfo(record).Properties.Select(p => p.Name)];

    /// <summary>The relations of an answer: those whose id it has.</summary>
    public static IReadOnlyList<IExpansion> Relations(IListSpec spec, Type record)
    {
        var members = Members(record);
        return [.. spec.Expansions.Where(e => members.Contains(e.Member))];
    }

    /// <summary>All that can be said to expand: <c>customer</c>, <c>customer.owner</c>.</summary>
    public static IReadOnlyList<string> Paths(IListSpec spec, Type record) =>
        [.. Relations(spec, record).SelectMany(e => Relations(e.Spec, e.Row).Select(below => $"{e.Name}.{below.Name}").Prepend(e.Name))];

    private static List<ExpandStep> Steps(IReadOnlyList<(string Name, Func<string, string, InvalidInput> Invalid)> wanted, IListSpec spec, Type record)
    {
        var allowed = Paths(spec, record);
        foreach (var (path, invalid) in wanted)
            if (!allowed.Contains(path))
                throw allowed.Count == 0 ? invalid(InputErrors.ExpandUnknown, "There is nothing to expand here.")
                    : path.Count(c => c == '.') >= MaxLevels ? invalid(InputErrors.ExpandTooDeep, $"At most {MaxLevels} levels are expanded.")
                    : invalid(InputErrors.ExpandUnknown, $"{ListRequest.Shown(path)} cannot be expanded; allowed are {string.Join(", ", allowed)}.");
        return
        [
            .. wanted.Select(w => w.Name.Split('.')).GroupBy(path => path[0]).Select(group =>
            {
                var relation = Relations(spec, record).First(e => e.Name == group.Key);
                var below = Relations(relation.Spec, relation.Row);
                return new ExpandStep(relation, [.. group.Where(p => p.Length > 1).Select(p => p[1]).Distinct().Select(name => new ExpandStep(below.First(e => e.Name == name), []))]);
            }),
        ];
    }

    private static List<(string Name, Func<string, string, InvalidInput> Invalid)>? Split(HttpContext http, string parameter)
    {
        if (!http.Request.Query.TryGetValue(parameter, out var values)) return null;
        InvalidInput Invalid(string code, string message) => InvalidInput.Parameter(parameter, code, message);
        var names = ((string?)values ?? "").Split(',');
        return names.Any(string.IsNullOrWhiteSpace) ? throw Invalid(InputErrors.ParameterInvalid, $"{parameter} takes names separated by commas; one is empty.")
            : names.Distinct().Count() < names.Length ? throw Invalid(InputErrors.ListRepeats, "Each may be named once.")
            : [.. names.Select(n => (n, (Func<string, string, InvalidInput>)Invalid))];
    }

    private static List<(string Name, Func<string, string, InvalidInput> Invalid)>? Items(IReadOnlyList<string>? names, string member) =>
        names is null ? null
        : names.Count == 0 ? throw InvalidInput.At($"/{member}", InputErrors.ParameterInvalid, $"{member} takes at least one name.")
        : names.Distinct().Count() < names.Count ? throw InvalidInput.At($"/{member}", InputErrors.ListRepeats, "Each may be named once.")
        : [.. names.Select((n, i) => (n, (Func<string, string, InvalidInput>)((code, message) => InvalidInput.At($"/{member}/{i}", code, message))))];
}

/// <summary>A relation to expand, and what is to be expanded in its records.</summary>
internal sealed record ExpandStep(IExpansion Relation, IReadOnlyList<ExpandStep> Below);

/// <summary>What an operation's records are like; the document and <see cref="Shaping"/> go by it.</summary>
internal interface IShapes
{
    IListSpec Spec { get; }
}
