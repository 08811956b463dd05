using System.Linq.Expressions;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Application.Customers.Merging;

/// <summary>Where a customer has gone that was merged into another one, read beside the customers, which are hidden once they are archived.</summary>
public sealed class CustomerRedirect
{
    /// <summary>The one that was taken in.</summary>
    public Id<Customer> Id { get; private init; }

    /// <summary>The one that stands for it now, itself never merged.</summary>
    public Id<Customer> SurvivorId { get; private init; }
}

/// <summary>Lets a filter that names a merged customer find the survivor's rows: the id is looked up within the list's own statement.</summary>
internal static class Survivors
{
    /// <summary>Stands in a condition for the customer that <paramref name="id"/> is now, until <see cref="WithSurvivors"/> says how that is found.</summary>
    public static TId Of<TId>(TId id) => throw new NotSupportedException($"Translated to SQL, never called ({id}).");

    public static bool Concern(Type value) => value == typeof(Id<Customer>) || value == typeof(Id<Customer>?);

    public static MethodCallExpression Call(Expression id) => Expression.Call(typeof(Survivors), nameof(Of), [id.Type], id);

    public static Expression<Func<T, bool>> WithSurvivors<T>(this Expression<Func<T, bool>> condition, ICrmDb db) => (Expression<Func<T, bool>>)new Lookup(db).Visit(condition);

    private sealed class Lookup(ICrmDb db) : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            if (node.Method.DeclaringType != typeof(Survivors)) return base.VisitMethodCall(node);
            IQueryable<CustomerRedirect> redirects = db.Set<CustomerRedirect>();
            Expression<Func<Id<Customer>, Id<Customer>>> survivor = id => redirects.Where(r => r.Id == id).Select(r => (Id<Customer>?)r.SurvivorId).FirstOrDefault() ?? id;
            var asked = node.Arguments[0];
            var id = asked.Type == typeof(Id<Customer>) ? asked : Expression.Convert(asked, typeof(Id<Customer>));
            var found = Replace.Parameter(survivor, id);
            return asked.Type == typeof(Id<Customer>) ? found : Expression.Convert(found, asked.Type);
        }
    }
}
