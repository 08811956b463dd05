using Crm.Infrastructure.Identity;
using Npgsql;

namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    /// <summary>The proof that what is remembered of the caller holds, when it is owed.</summary>
    internal AccessProof? Owed => (_scoped.Caller as Caller)?.Owed;

    /// <summary>Runs a batch that only reads, with the proof that is owed before it.</summary>
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

    // What is written, is written by somebody who is known to be allowed to.
    private Task EnsureProven(CancellationToken ct) => Owed?.Give(ct) ?? Task.CompletedTask;
}
