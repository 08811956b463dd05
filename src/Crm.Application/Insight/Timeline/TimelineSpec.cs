using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Common.Lists;
using Crm.Domain.Identity;

namespace Crm.Application.Insight.Timeline;

/// <summary>What can be asked of a timeline, in the words of every list. It is no <see cref="ListSpec{T}"/>, because it is made of many kinds of records and each has to be read by its own index.</summary>
internal sealed class TimelineSpec : IListSpec
{
    private const string Kind = "kind";
    private const string At = "at";

    private static readonly TimeSpan Moment = TimeSpan.FromMicroseconds(1);   // what PostgreSQL can tell apart
    private static readonly ValueType<TimelineKind> Kinds = Common.Lists.ValueType.For<TimelineKind>();
    private static readonly ValueType<DateTimeOffset> Times = Common.Lists.ValueType.For<DateTimeOffset>();

    public Type Record => typeof(TimelineLine);

    public IEnumerable<FilterField> Filters =>
    [
        new(Kind, Kinds.Name, [FilterOperator.Eq, FilterOperator.Ne]) { AllowedValues = Kinds.Allowed },
        new(At, Times.Name, [FilterOperator.Gt, FilterOperator.Gte, FilterOperator.Lt, FilterOperator.Lte]),
    ];

    public IEnumerable<string> SortFields => [At];
    public IReadOnlyList<(string Name, IListSpec Spec)> Many => [];

    public string DefaultSort => $"-{At}";
    public bool IsSearchable => false;
    public bool HasCustomFields => false;
    public IReadOnlyList<IExpansion> Expansions => [];

    /// <summary>Whether the newest come first.</summary>
    public static bool IsDescending(ListRequest request) => (request.Sort ?? "-at") switch
    {
        "-at" => true,
        "at" => false,
        var other => throw request.Invalid("sort", InputErrors.SortUnknownField, $"It cannot be sorted by {ListRequest.Shown(other)}; allowed is {At}, with a minus sign before it for the newest first."),
    };

    /// <summary>The branches that are asked for, of those that the caller may see.</summary>
    public IReadOnlyList<TimelineBranch> Branches(ListRequest request, CallerAccess access)
    {
        var branches = TimelineBranches.All.Where(b => access.May(b.Area, Act.Read));
        foreach (var term in request.Filters.Where(f => f.Field == Kind))
        {
            Ensure(term);
            var kinds = term.Any().Select(v => Kinds.Parse(term, v)).ToHashSet();
            branches = branches.Where(b => kinds.Contains(b.Kind) == (term.Operator == FilterOperator.Eq)).ToList();
        }
        return [.. branches];
    }

    /// <summary>The time that is asked for.</summary>
    public (DateTimeOffset From, DateTimeOffset Until) Time(ListRequest request)
    {
        var (from, until) = (TimelineWindow.Ever, TimelineWindow.Never);
        foreach (var term in request.Filters.Where(f => f.Field != Kind))
        {
            Ensure(term);
            var time = Earlier(TimelineWindow.Never, Later(TimelineWindow.Ever, Times.Parse(term, term.One())));   // nothing lies beyond
            switch (term.Operator)
            {
                case FilterOperator.Gte: from = Later(from, time); break;
                case FilterOperator.Gt: from = Later(from, time + Moment); break;
                case FilterOperator.Lt: until = Earlier(until, time); break;
                default: until = Earlier(until, time + Moment); break;
            }
        }
        return (from, until);
    }

    private void Ensure(FilterTerm term)
    {
        var field = Filters.FirstOrDefault(f => f.Name == term.Field)
            ?? throw term.Invalid(InputErrors.ParameterUnknown, $"There is no parameter {ListRequest.Shown(term.Parameter!)}; allowed are limit, cursor, sort, count, fields, {Kind}, {At}.");
        if (!field.Operators.Contains(term.Operator))
            throw term.Invalid(InputErrors.FilterUnknownOperator, $"{field.Name} does not take this operator; allowed are {string.Join(", ", field.Operators.Select(o => CrmJson.Name(o)))}.");
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
