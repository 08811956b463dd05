using System.Linq.Expressions;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

#pragma warning disable EF9100 // as in LambdasMadeOnce

namespace Crm.Tests.Common;

/// <summary>Lambdas within a compiled query are made with it, unless they need something of where they stand.</summary>
public sealed class LambdasMadeOnceTests(CrmApp app) : IClassFixture<CrmApp>
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
    public void A_lambda_with_variables_of_its_own_is_made_once_and_those_within_it_that_use_them_with_each_call()
    {
        var (own, x, y) = (Expression.Variable(typeof(int), "own"), Expression.Parameter(typeof(int), "x"), Expression.Parameter(typeof(int), "y"));
        var caught = Expression.Parameter(typeof(DivideByZeroException), "caught");
        var inner = Expression.Lambda<Func<int, int>>(Expression.Divide(own, y), y);
        var body = Expression.Block([own], Expression.Assign(own, Expression.Multiply(x, Expression.Constant(6))),
            Expression.TryCatch(Apply(inner, x), Expression.Catch(caught, Apply(Adding(Expression.Constant(-1)), Expression.Constant(0)))));
        var factory = Made(Expression.Lambda<Func<int, int>>(body, x));
        Assert.Same(factory(1), factory(2));
        Assert.Equal((6, 6, -1), (factory(1)(7), factory(1)(3), factory(1)(0)));
    }

    [Fact]
    public void What_is_called_on_the_spot_is_not_made_a_delegate_of()
    {
        var query = Expression.Lambda<Func<int, int>>(Expression.Invoke(Adding(Expression.Constant(5)), Outer), Outer);
        var made = (Expression<Func<int, int>>)LambdasMadeOnce.Within(query);
        Assert.IsType<LambdaExpression>(((InvocationExpression)made.Body).Expression, exactMatch: false);
        Assert.Equal(8, made.Compile()(3));
    }

    [Fact]
    public void What_is_quoted_stays_an_expression() =>
        Assert.Equal("x => (x + 2)", Made<Expression<Func<int, int>>>(Expression.Quote(Adding(Expression.Constant(2))))(0).ToString());

    [Fact]
    public void The_conversion_of_an_operator_stays_with_it()
    {
        var given = Expression.Parameter(typeof(int?), "given");
        var converted = Expression.Coalesce(Expression.Condition(Expression.Equal(Outer, Expression.Constant(0)), Expression.Constant(null, typeof(int?)), Expression.Convert(Outer, typeof(int?))),
            Expression.Constant("none"), Expression.Lambda<Func<int?, string>>(Expression.Call(given, "ToString", null), given));
        Assert.Equal(("none", "7"), (Made<string>(converted)(0), Made<string>(converted)(7)));
    }

    [Fact]
    public void Every_query_of_a_context_passes_it()
    {
        using var scope = app.Services.CreateScope();
        var last = scope.ServiceProvider.GetRequiredService<CrmDb>().GetService<ILiftableConstantProcessor>();
        var factory = ((Expression<Func<int, Func<int, int>>>)last.InlineConstants(Expression.Lambda<Func<int, Func<int, int>>>(Adding(Expression.Constant(2)), Outer), supportsPrecompiledQuery: false)).Compile();
        Assert.Same(factory(1), factory(2));
    }

    private static MethodCallExpression Apply(Expression function, Expression to) => Expression.Call(typeof(LambdasMadeOnceTests), nameof(Applied), null, function, to);

    private static int Applied(Func<int, int> function, int to) => function(to);

    private static Expression<Func<int, int>> Adding(Expression value)
    {
        var x = Expression.Parameter(typeof(int), "x");
        return Expression.Lambda<Func<int, int>>(Expression.Add(x, value), x);
    }

    private static Func<int, Func<int, int>> Made(Expression body) => Made<Func<int, int>>(body);

    private static Func<int, T> Made<T>(Expression body) => ((Expression<Func<int, T>>)LambdasMadeOnce.Within(Expression.Lambda<Func<int, T>>(body, Outer))).Compile();
}
