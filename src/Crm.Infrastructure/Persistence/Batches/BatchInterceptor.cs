using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Crm.Infrastructure.Persistence.Batches;

/// <summary>While a context reads queries together, answers their commands with what came back; else lets every command go its way.</summary>
internal sealed class BatchInterceptor : DbCommandInterceptor
{
    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) => Answered(command, eventData, result);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) => new(Answered(command, eventData, result));

    private static InterceptionResult<DbDataReader> Answered(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) =>
        eventData.Context is CrmDb { Answers: { } answers } ? InterceptionResult<DbDataReader>.SuppressWithResult(answers.To(command.CommandText)) : result;
}
