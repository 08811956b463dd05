using System.Linq.Expressions;
using Crm.Domain.Common;
using Crm.Domain.Orders;

namespace Crm.Application.Orders.Orders;

/// <summary>Amounts of orders as they are answered, computed by the order's own definition, in SQL and in memory.</summary>
internal static class OrderMoney
{
    public static Expression<Func<Order, Money>> Due { get; } = InCurrency(Order.DueOf);

    private static Expression<Func<Order, Money>> InCurrency(Expression<Func<Order, decimal>> amount)
    {
        var order = amount.Parameters[0];
        var money = Expression.New(typeof(Money).GetConstructor([typeof(decimal), typeof(string)])!, amount.Body, Expression.Property(order, nameof(Order.Currency)));
        return Expression.Lambda<Func<Order, Money>>(money, order);
    }
}
