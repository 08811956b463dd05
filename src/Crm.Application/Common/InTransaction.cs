using MediatR;

namespace Crm.Application.Common;

/// <summary>Gives an <see cref="ITransactional"/> request its transaction: committed when its handler is done, undone when it throws. Rows are locked in
/// one order, but callers who link records crosswise can still wait for each other; the one that the database stops is run again.</summary>
public sealed class InTransaction<TRequest, TResponse>(ICrmDb db) : IPipelineBehavior<TRequest, TResponse> where TRequest : notnull
{
    private const int Attempts = 5;

    public async Task<TResponse> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResponse> next)
    {
        if (request is not ITransactional) return await next();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Run(next, ct);
            }
            catch (Exception e) when (attempt < Attempts && db.IsCollision(e))
            {
                db.Forget();
            }
        }
    }

    private async Task<TResponse> Run(RequestHandlerDelegate<TResponse> next, CancellationToken ct)
    {
        await using var transaction = await db.BeginAsync(ct);
        var response = await next();
        await transaction.CommitAsync(ct);
        return response;
    }
}
