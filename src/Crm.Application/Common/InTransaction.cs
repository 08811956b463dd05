using MediatR;

namespace Crm.Application.Common;

/// <summary>Gives an <see cref="ITransactional"/> request its transaction.</summary>
public sealed class InTransaction<TRequest, TResponse>(UnitOfWork unit) : IPipelineBehavior<TRequest, TResponse> where TRequest : notnull
{
    public Task<TResponse> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResponse> next) =>
        request is ITransactional ? unit.Run(() => next(), ct) : next();
}
