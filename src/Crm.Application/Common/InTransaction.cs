using MediatR;

namespace Crm.Application.Common;

/// <summary>Gives an <see cref="ITransactional"/> request its transaction. What is undone with it, may begin with what is remembered of the caller; whatever else has an effect, begins with a caller who is known.</summary>
public sealed class InTransaction<TRequest, TResponse>(UnitOfWork unit, ICrmDb db, ICurrentUser caller) : IPipelineBehavior<TRequest, TResponse> where TRequest : notnull
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResponse> next)
    {
        if (request is ITransactional) return await unit.RunCommand(() => next(), ct);
        if (!caller.OnlyReads) await db.ProveCallerAsync(ct);
        return await next();
    }
}
