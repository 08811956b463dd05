using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Crm.Infrastructure.Persistence.Batches;

/// <summary>Writes rows that the context does not follow, by one COPY for each table, as the model maps them.</summary>
internal static class CopiedRows
{
    private static readonly ConcurrentDictionary<IEntityType, Column[]> Columns = new();

    public static async Task Write(CrmDb db, IReadOnlyList<object> rows, CancellationToken ct)
    {
        try
        {
            foreach (var alike in rows.GroupBy(r => r.GetType()))
            {
                var type = db.Model.FindEntityType(alike.Key)!;
                var columns = Columns.GetOrAdd(type, ColumnsOf);
                // Names come from the model.
                await using var copy = await ((NpgsqlConnection)db.Database.GetDbConnection()).BeginBinaryImportAsync(
                    $"COPY {type.GetTableName()} ({string.Join(", ", columns.Select(c => $"\"{c.Name}\""))}) FROM STDIN (FORMAT BINARY)", ct);
                foreach (var row in alike)
                {
                    await copy.StartRowAsync(ct);
                    foreach (var column in columns) await CopyBatch.Write(copy, column.ValueOf(row), column.Type, ct);
                }
                await copy.CompleteAsync(ct);
            }
        }
        catch (PostgresException e)
        {
            throw new DbUpdateException("New rows could not be copied into the database.", e);
        }
    }

    private static Column[] ColumnsOf(IEntityType type) =>
        [.. type.GetProperties().Where(p => p.GetComputedColumnSql() is null && p.ValueGenerated != ValueGenerated.OnAddOrUpdate).Select(p =>
        {
            var (getter, converter) = (p.GetGetter(), p.GetTypeMapping().Converter);
            return new Column(p.GetColumnName(), CopyBatch.TypeOf(p.GetColumnType()), row => getter.GetClrValue(row) is { } value ? converter is null ? value : converter.ConvertToProvider(value) : null);
        })];

    private sealed record Column(string Name, string Type, Func<object, object?> ValueOf);
}
