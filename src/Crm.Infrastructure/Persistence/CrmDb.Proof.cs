using Crm.Infrastructure.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    /// <summary>The proof that what is remembered of the caller holds, when it is owed.</summary>
    internal AccessProof? Owed => (_scoped.Caller as Caller)?.Owed;

    /// <exception cref="AccessChanged">What is remembered of the caller does not hold.</exception>
    public async Task ProveCallerAsync(CancellationToken ct)
    {
        if (Owed is null) return;
        await Database.OpenConnectionAsync(ct);
        try
        {
            await using var batch = NewBatch();
            await using var proven = await ReadAsync(batch, ct);
        }
        finally
        {
            await Database.CloseConnectionAsync();
        }
    }

    /// <summary>Runs a batch that has no effect, or none that outlasts the open transaction, with the proof that is owed before it.</summary>
    /// <returns>The results of the batch, from its first one on.</returns>
    /// <exception cref="AccessChanged">What is remembered of the caller does not hold.</exception>
    internal async Task<NpgsqlDataReader> ReadAsync(NpgsqlBatch batch, CancellationToken ct)
    {
        if (Owed is not { } proof) return await batch.ExecuteReaderAsync(ct);
        batch.BatchCommands.Insert(0, proof.Statement());
        var reader = await batch.ExecuteReaderAsync(ct);
        try
        {
            await proof.Check(reader, ct);
            await reader.NextResultAsync(ct);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    /// <summary>A batch on the context's connection, in its transaction and with its patience.</summary>
    internal NpgsqlBatch NewBatch()
    {
        var batch = ((NpgsqlConnection)Database.GetDbConnection()).CreateBatch();
        batch.Transaction = (NpgsqlTransaction?)Database.CurrentTransaction?.GetDbTransaction();
        if (Database.GetCommandTimeout() is { } seconds) batch.Timeout = seconds;
        return batch;
    }
}
