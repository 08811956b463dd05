using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace Crm.Infrastructure.Persistence;

// The last step before a query is compiled, and the only one that all queries take. EF marks it as not yet settled.
#pragma warning disable EF9100

/// <summary>Makes the lambdas within a compiled query once. EF leaves them where they are used, so that each row makes a delegate for each of its collections, by reflection: an eighth of what reading one customer cost.</summary>
internal sealed class LambdasMadeOnce(ShapedQueryCompilingExpressionVisitorDependencies dependencies, RelationalShapedQueryCompilingExpressionVisitorDependencies relational, RelationalCommandBuilderDependencies commands)
    : RelationalLiftableConstantProcessor(dependencies, relational, commands)
{
    public override Expression InlineConstants(Expression expression, bool supportsPrecompiledQuery) =>
        base.InlineConstants(expression, supportsPrecompiledQuery) switch { LambdaExpression query => Within(query), var other => other };

    /// <summary>The same with all lambdas within it made, but for those that use what is around them.</summary>
    internal static LambdaExpression Within(LambdaExpression query) => Expression.Lambda(query.Type, new Making().Visit(query.Body), query.Name, query.TailCall, query.Parameters);

    private sealed class Making : ExpressionVisitor
    {
        protected override Expression VisitLambda<T>(Expression<T> node)
        {
            var made = (Expression<T>)base.VisitLambda(node);
            return Outside.IsUsedBy(made) ? made : Expression.Constant(made.Compile(), typeof(T));
        }

        // What is called on the spot is written where it stands, and what is quoted stays an expression.
        protected override Expression VisitInvocation(InvocationExpression node) => node.Expression is LambdaExpression called
            ? node.Update(Expression.Lambda(called.Type, Visit(called.Body), called.Parameters), Visit(node.Arguments))
            : base.VisitInvocation(node);

        // The conversion of a ?? is part of the operator.
        protected override Expression VisitBinary(BinaryExpression node) => node.Conversion is null ? base.VisitBinary(node) : node.Update(Visit(node.Left), node.Conversion, Visit(node.Right));

        protected override Expression VisitUnary(UnaryExpression node) => node.NodeType == ExpressionType.Quote ? node : base.VisitUnary(node);
    }

    /// <summary>Whether a lambda uses a variable of what is around it.</summary>
    private sealed class Outside : ExpressionVisitor
    {
        private readonly List<ParameterExpression> _own = [];
        private bool _isUsed;

        public static bool IsUsedBy(LambdaExpression lambda)
        {
            var outside = new Outside();
            outside.Visit(lambda);
            return outside._isUsed;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _isUsed |= !_own.Contains(node);
            return node;
        }

        protected override Expression VisitLambda<T>(Expression<T> node) => Within(node.Parameters, () => base.VisitLambda(node));

        protected override Expression VisitBlock(BlockExpression node) => Within(node.Variables, () => base.VisitBlock(node));

        protected override CatchBlock VisitCatchBlock(CatchBlock node) => Within(node.Variable is { } caught ? [caught] : [], () => base.VisitCatchBlock(node));

        private T Within<T>(IReadOnlyCollection<ParameterExpression> declared, Func<T> visit)
        {
            _own.AddRange(declared);
            var visited = visit();
            _own.RemoveRange(_own.Count - declared.Count, declared.Count);
            return visited;
        }
    }
}
#pragma warning restore EF9100
