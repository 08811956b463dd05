using System.Linq.Expressions;
using System.Reflection;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Application.Insight.Timeline;

/// <summary>One thing that a timeline tells of, as <see cref="TimelineBranches"/> declares it.</summary>
/// <param name="Area">What a caller must be able to read to be told of it.</param>
internal abstract record TimelineBranch(TimelineKind Kind, TimelineEvent Event, Area Area)
{
    public int Rank { get; init; }

    /// <summary>Its lines within the window, in the order of the timeline, no more than a page and one.</summary>
    public abstract IQueryable<TimelineLine> Read(ICrmDb db, Id<Customer> customer, TimelineWindow window);

    /// <summary>All its lines of the time, in no order, for counting.</summary>
    public abstract IQueryable<TimelineLine> All(ICrmDb db, Id<Customer> customer, TimelineWindow window);
}

/// <param name="Of">The records of the customer that it is about. The filters that every query has hold here, too.</param>
/// <param name="At">When it happened: a column that an index of the customer's records is sorted by.</param>
/// <param name="Id">The id of the record.</param>
/// <param name="Says">What is told of it.</param>
internal sealed record TimelineBranch<T, TId>(
    TimelineKind Kind, TimelineEvent Event, Area Area, Func<ICrmDb, Id<Customer>, IQueryable<T>> Of, Expression<Func<T, DateTimeOffset>> At, Expression<Func<T, Id<TId>>> Id, Expression<Func<T, TimelineColumns>> Says)
    : TimelineBranch(Kind, Event, Area) where TId : class
{
    public override IQueryable<TimelineLine> Read(ICrmDb db, Id<Customer> customer, TimelineWindow window)
    {
        var rows = Within(db, customer, window).Where(After(window));
        var sorted = window.Descending ? rows.OrderByDescending(At).ThenByDescending(Id) : rows.OrderBy(At).ThenBy(Id);
        return sorted.Take(window.Limit + 1).Select(Line());
    }

    public override IQueryable<TimelineLine> All(ICrmDb db, Id<Customer> customer, TimelineWindow window) => Within(db, customer, window).Select(Line());

    private IQueryable<T> Within(ICrmDb db, Id<Customer> customer, TimelineWindow window)
    {
        var from = Expression.GreaterThanOrEqual(At.Body, Parameter.Of(window.From));
        var until = Expression.LessThan(At.Body, Parameter.Of(window.Until));
        return Of(db, customer).Where(Expression.Lambda<Func<T, bool>>(Expression.AndAlso(from, until), At.Parameters));
    }

    // Of the same form whatever the window is, so that EF and PostgreSQL keep one statement for all pages; the first condition lets the index be entered there.
    private Expression<Func<T, bool>> After(TimelineWindow window)
    {
        var (at, id) = window.AfterIn(Rank);
        var (row, time) = (At.Parameters[0], Parameter.Of(at));
        var key = Replace.Parameter(Id, row);
        var mark = Parameter.Of(new Id<TId>(id));
        var (entered, beyond, next) = window.Descending
            ? (Expression.LessThanOrEqual(At.Body, time), Expression.LessThan(At.Body, time), Expression.LessThan(key, mark))
            : (Expression.GreaterThanOrEqual(At.Body, time), Expression.GreaterThan(At.Body, time), Expression.GreaterThan(key, mark));
        return Expression.Lambda<Func<T, bool>>(Expression.AndAlso(entered, Expression.OrElse(beyond, Expression.AndAlso(Expression.Equal(At.Body, time), next))), row);
    }

    private Expression<Func<T, TimelineLine>> Line()
    {
        var row = Says.Parameters[0];
        var said = ((MemberInitExpression)Says.Body).Bindings.Cast<MemberAssignment>().ToDictionary(b => b.Member.Name, b => b.Expression);
        var members = typeof(TimelineLine).GetProperties().Select(p => Expression.Bind(p, p.Name switch
        {
            nameof(TimelineLine.At) => Replace.Parameter(At, row),
            nameof(TimelineLine.Rank) => Expression.Constant(Rank),
            nameof(TimelineLine.Id) => Plain(Replace.Parameter(Id, row), typeof(Guid)),
            _ when said.TryGetValue(p.Name, out var value) => p.PropertyType == typeof(decimal?) ? Expression.Convert(value, typeof(decimal?)) : Plain(value, p.PropertyType),
            _ => Nothing(p, row),
        }));
        return Expression.Lambda<Func<T, TimelineLine>>(Expression.MemberInit(Expression.New(typeof(TimelineLine)), members), row);
    }

    /// <summary>A value as the column holds it: an id is a uuid, a choice its name, and texts of any length are one type, which the branches have to share.</summary>
    private static UnaryExpression Plain(Expression value, Type type)
    {
        while (value is UnaryExpression { NodeType: ExpressionType.Convert, Type: var to } convert && to == typeof(object)) value = convert.Operand;
        return Expression.Convert(Expression.Convert(value, typeof(object)), type);
    }

    /// <summary>A null with a type: PostgreSQL takes a bare one in a sub-select for a text. It hangs on the row, because EF would make a bare null of what it can work out beforehand.</summary>
    private ConditionalExpression Nothing(PropertyInfo column, ParameterExpression row)
    {
        Expression typed = column.PropertyType == typeof(decimal?) ? Expression.Constant(0m, typeof(decimal?)) : Plain(Replace.Parameter(Id, row), column.PropertyType);
        var never = Expression.Equal(Replace.Parameter(At, row), Expression.Constant(TimelineWindow.Never));
        return Expression.Condition(never, typed, Expression.Constant(null, column.PropertyType));
    }
}
