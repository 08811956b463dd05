using System.Collections.Concurrent;
using System.Globalization;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Infrastructure.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.Internal;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    // By the record's query, as EF makes it for those who see everything: of all that it could depend on, only the id is left.
    private static readonly ConcurrentDictionary<object, AccessProof.OneWithProof> MarkQueries = new();

    /// <summary>What the record is marked with at present; null when there is none that the caller sees. For those who see everything it is asked in one statement with the proof that is owed, without EF, which would cost more than the answer.</summary>
    private async Task<RecordMark?> MarkAsync<T, TDto>(FixedRecord<T, TDto> record, Id<T> id, CancellationToken ct) where T : class where TDto : class
    {
        if (!SeesEverything) return await First(RunMark(record, id), ct);
        var query = MarkQueries.GetOrAdd(record, static (_, ask) => ask.Db.MarkQuery(ask.Record, ask.Id), (Db: this, Record: record, Id: id));
        var proof = Owed;
        var statement = proof?.Statement(query) ?? new(query.Alone);
        statement.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await Database.OpenConnectionAsync(ct);
        try
        {
            await using var batch = NewBatch();
            batch.BatchCommands.Add(statement);
            await using var row = await batch.ExecuteReaderAsync(ct);
            if (proof is not null) await proof.Check(row, ct);
            else if (!await row.ReadAsync(ct)) return null;
            var at = row.FieldCount - 2;
            return row.IsDBNull(at) ? null : new(row.GetInt32(at), row.GetFieldValue<DateTimeOffset>(at + 1));
        }
        finally
        {
            await Database.CloseConnectionAsync();
        }
    }

    // The way from a query to its command has no public name.
#pragma warning disable EF1001
    private AccessProof.OneWithProof MarkQuery<T, TDto>(FixedRecord<T, TDto> record, Id<T> id) where T : class where TDto : class
    {
        using var command = (NpgsqlCommand)((IRelationalQueryingEnumerable)RunMark(record, id)).CreateDbCommand();
        if (command.Parameters is not [{ ParameterName: var name }]) throw new InvalidOperationException($"The mark of a {typeof(T).Name} is asked by more than its id.");
        var sql = command.CommandText;
        return new(number => sql.Replace($"@{name.TrimStart('@')}", string.Create(CultureInfo.InvariantCulture, $"${number}"), StringComparison.Ordinal));
    }
#pragma warning restore EF1001
}
