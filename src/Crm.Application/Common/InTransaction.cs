using MediatR;

namespace Crm.Application.Common;

/// <summary>Gives an <see cref="ITransactional"/> request its transaction: committed when its handler is done, undone when it throws.</summary>
public sealed class InTransaction<TRequest, TResponse>(ICrmDb db) : IPipelineBehavior<TRequest, TResponse> where TRequest : notnull
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResponse> next)
    {
        if (request is not ITransactional) return await next();
        await using var transaction = await db.BeginAsync(ct);
        var response = await next();
        await transaction.CommitAsync(ct);
        return response;
    }
}
