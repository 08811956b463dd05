using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Crm.Infrastructure.Persistence.Batches;

/// <summary>While a context reads queries together, answers their commands with what came back. The first query of a caller who is remembered, it sends together with the proof that is owed. Every other command goes its
/// way.</summary>
internal sealed class BatchInterceptor : DbCommandInterceptor
{
    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) => Answered(command, eventData) ?? result;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        NoteEffect(command, eventData);
        return Answered(command, eventData) is { } answered ? new(answered)
            : eventData.Context is CrmDb { Owed: not null } db && IsUndone(command, eventData) ? new(WithProof(db, (NpgsqlCommand)command, cancellationToken))
            : new(result);
    }

    // Who writes is known by then: most have read something, with which the proof went.
    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is CrmDb db)
        {
            db.EnsureNotEnded();
            await db.ProveCallerAsync(cancellationToken);
        }
        NoteEffect(command, eventData);
        return result;
    }

    // A query, or what is undone with the transaction when the proof fails.
    private static bool IsUndone(DbCommand command, CommandEventData eventData) =>
        eventData.CommandSource is CommandSource.LinqQuery || (eventData.CommandSource is CommandSource.FromSqlQuery && command.Transaction is not null);

    // What writes without a transaction needs no commit.
    private static void NoteEffect(DbCommand command, CommandEventData eventData)
    {
        if (command.Transaction is null && eventData is { CommandSource: CommandSource.SaveChanges or CommandSource.ExecuteSqlRaw or CommandSource.ExecuteUpdate or CommandSource.ExecuteDelete, Context: CrmDb db })
            db.MayHaveCommitted = true;
    }

    private static InterceptionResult<DbDataReader>? Answered(DbCommand command, CommandEventData eventData) =>
        eventData.Context is CrmDb { Answers: { } answers } ? InterceptionResult<DbDataReader>.SuppressWithResult(answers.To(command.CommandText)) : null;

    private static async Task<InterceptionResult<DbDataReader>> WithProof(CrmDb db, NpgsqlCommand command, CancellationToken ct)
    {
        var query = new NpgsqlBatchCommand(command.CommandText);
        NpgsqlParameter[] parameters = [.. command.Parameters.Cast<NpgsqlParameter>()];
        command.Parameters.Clear();
        foreach (var parameter in parameters) query.Parameters.Add(parameter);
        var batch = db.NewBatch();
        batch.BatchCommands.Add(query);
        return InterceptionResult<DbDataReader>.SuppressWithResult(new BatchResult(await db.ReadAsync(batch, ct), isLast: true));
    }
}
