using System.Linq.Expressions;
using Crm.Infrastructure.Persistence;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>Lambdas within a compiled query are made with it, unless they need something of where they stand.</summary>
public sealed class LambdasMadeOnceTests
{
    private static readonly ParameterExpression Outer = Expression.Parameter(typeof(int), "outer");

    [Fact]
    public void A_lambda_that_needs_nothing_from_around_it_is_made_once()
    {
        var factory = Made(Adding(Expression.Constant(2)));
        Assert.Same(factory(1), factory(2));
        Assert.Equal(5, factory(1)(3));
    }

    [Fact]
    public void A_lambda_that_uses_a_parameter_from_around_it_is_made_for_each_call()
    {
        var factory = Made(Adding(Outer));
        Assert.Equal(4, factory(1)(3));
        Assert.Equal(13, factory(10)(3));
    }

    [Fact]
    public void A_lambda_that_uses_a_variable_from_around_it_is_made_for_each_call()
    {
        var variable = Expression.Variable(typeof(int), "variable");
        var factory = Made(Expression.Block([variable], Expression.Assign(variable, Expression.Multiply(Outer, Expression.Constant(2))), Adding(variable)));
        Assert.Equal(5, factory(1)(3));
        Assert.Equal(23, factory(10)(3));
    }

    [Fact]
    public void A_lambda_with_variables_of_its_own_is_made_once_with_the_lambdas_within_it()
    {
        var (own, x, y) = (Expression.Variable(typeof(int), "own"), Expression.Parameter(typeof(int), "x"), Expression.Parameter(typeof(int), "y"));
        var caught = Expression.Parameter(typeof(DivideByZeroException), "caught");
        var inner = Expression.Lambda<Func<int, int>>(Expression.Add(y, own), y);   // of the lambda around it, not of the query
        var body = Expression.Block([own], Expression.Assign(own, Expression.Constant(7)),
            Expression.TryCatch(Expression.Divide(Expression.Invoke(inner, x), x), Expression.Catch(caught, Expression.Property(Expression.Property(caught, "Message"), "Length"))));
        var factory = Made(Expression.Lambda<Func<int, int>>(body, x));
        Assert.Same(factory(1), factory(2));
        Assert.Equal(2, factory(1)(7));
        Assert.Equal(new DivideByZeroException().Message.Length, factory(1)(0));
    }

    [Fact]
    public void What_is_called_on_the_spot_and_what_is_quoted_stay_what_they_are()
    {
        var called = Expression.Invoke(Adding(Outer), Expression.Constant(3));
        Assert.Equal(8, Made<int>(called)(5));
        Assert.Equal("x => (x + 2)", Made<Expression<Func<int, int>>>(Expression.Quote(Adding(Expression.Constant(2))))(0).ToString());
    }

    private static Expression<Func<int, int>> Adding(Expression value)
    {
        var x = Expression.Parameter(typeof(int), "x");
        return Expression.Lambda<Func<int, int>>(Expression.Add(x, value), x);
    }

    private static Func<int, Func<int, int>> Made(Expression body) => Made<Func<int, int>>(body);

    private static Func<int, T> Made<T>(Expression body) => ((Expression<Func<int, T>>)LambdasMadeOnce.Within(Expression.Lambda<Func<int, T>>(body, Outer))).Compile();
}
