using System.Linq.Expressions;
using Crm.Application.Common;
using Crm.Application.Common.Access;
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
    /// <summary>Also those that are archived, but none that is a part of another one by now.</summary>
    public static IQueryable<Customer> Standing(this IQueryable<Customer> customers) => customers.WithArchived().Where(c => c.MergedIntoId == null);

    public static bool Concern(Type value) => value == typeof(Id<Customer>) || value == typeof(Id<Customer>?);

    /// <summary>The customer that <paramref name="id"/> is now.</summary>
    public static Expression Of(ICrmDb db, Expression id)
    {
        IQueryable<CustomerRedirect> redirects = db.Set<CustomerRedirect>();
        Expression<Func<Id<Customer>, Id<Customer>>> survivor = asked => redirects.Where(r => r.Id == asked).Select(r => (Id<Customer>?)r.SurvivorId).FirstOrDefault() ?? asked;
        if (id.Type == typeof(Id<Customer>)) return Replace.Parameter(survivor, id);
        return Expression.Convert(Replace.Parameter(survivor, Expression.Convert(id, typeof(Id<Customer>))), id.Type);
    }
}
