using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Update.Internal;

namespace Crm.Infrastructure.Persistence.Batches;

// What makes batches can only be replaced by naming the provider's own.
#pragma warning disable EF1001

/// <summary>Lets EF sort and prepare what is saved as always, but when very much is, send new rows by COPY, one for each table, instead of by INSERT.</summary>
internal sealed class CopyBatchFactory(ModificationCommandBatchFactoryDependencies dependencies, IDbContextOptions options) : NpgsqlModificationCommandBatchFactory(dependencies, options)
{
    private readonly ModificationCommandBatchFactoryDependencies _dependencies = dependencies;

    public override ModificationCommandBatch Create() => _dependencies.CurrentContext.Context is not CrmDb db ? base.Create() : db.IsCopying ? new CopyBatch(base.Create()) : new EndingBatch(_dependencies, db);
}
#pragma warning restore EF1001

/// <summary>New rows of one table, or what the first command that is no new row begins.</summary>
internal sealed class CopyBatch(ModificationCommandBatch other) : ModificationCommandBatch
{
    private readonly List<IReadOnlyModificationCommand> _rows = [];
    private Columns? _columns;
    private bool _isOther;
    private bool _isMoreExpected;

    public override IReadOnlyList<IReadOnlyModificationCommand> ModificationCommands => _isOther ? other.ModificationCommands : _rows;

    public override bool RequiresTransaction => true;

    public override bool AreMoreBatchesExpected => _isMoreExpected;

    public override bool TryAddCommand(IReadOnlyModificationCommand modificationCommand)
    {
        if (_isOther) return !IsNewRow(modificationCommand) && other.TryAddCommand(modificationCommand);
        if (!IsNewRow(modificationCommand)) return _rows.Count == 0 && (_isOther = other.TryAddCommand(modificationCommand));
        _columns ??= Columns.Of(modificationCommand);
        if (!_columns.Fit(modificationCommand)) return false;
        _rows.Add(modificationCommand);
        return true;
    }

    public override void Complete(bool moreBatchesExpected)
    {
        _isMoreExpected = moreBatchesExpected;
        if (_isOther) other.Complete(moreBatchesExpected);
    }

    public override void Execute(IRelationalConnection connection) => throw new NotSupportedException("The database is asked without blocking.");

    public override async Task ExecuteAsync(IRelationalConnection connection, CancellationToken cancellationToken = default)
    {
        if (_isOther)
        {
            await other.ExecuteAsync(connection, cancellationToken);
            return;
        }
        try
        {
            await using var copy = await ((NpgsqlConnection)connection.DbConnection).BeginBinaryImportAsync(_columns!.Sql, cancellationToken);
            foreach (var row in _rows) await _columns.Write(copy, row, cancellationToken);
            await copy.CompleteAsync(cancellationToken);
        }
        catch (PostgresException e)
        {
            throw new DbUpdateException("New rows could not be copied into the database.", e);
        }
    }

    internal static Task Write(NpgsqlBinaryImporter copy, object? value, string type, CancellationToken ct) =>
        value is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(value is DateTimeOffset time ? time.ToUniversalTime() : value, type, ct);

    /// <summary>Without length, precision and the like, which the table knows: numeric(19,4)[] is numeric[].</summary>
    internal static string TypeOf(string type)
    {
        var facets = type.IndexOf('(', StringComparison.Ordinal);
        return facets < 0 ? type : type[..facets] + type[(type.IndexOf(')', facets) + 1)..];
    }

    // What the database computes is not read back: what was gathered is forgotten when it is saved.
    private static bool IsNewRow(IReadOnlyModificationCommand command) => command.EntityState == EntityState.Added;

    /// <summary>The columns that all rows of the batch have.</summary>
    private sealed record Columns(string Table, IReadOnlyList<(string Name, string Type)> All)
    {
        public string Sql => $"COPY {Table} ({string.Join(", ", All.Select(c => $"\"{c.Name}\""))}) FROM STDIN (FORMAT BINARY)";   // names come from the model

        public static Columns Of(IReadOnlyModificationCommand command) =>
            new(command.TableName, [.. command.ColumnModifications.Where(c => c.IsWrite).Select(c => (c.ColumnName, TypeOf(c.ColumnType!)))]);

        public bool Fit(IReadOnlyModificationCommand command)
        {
            if (command.TableName != Table) return false;
            var at = 0;
            foreach (var column in command.ColumnModifications)
                if (column.IsWrite && (at == All.Count || column.ColumnName != All[at++].Name)) return false;
            return at == All.Count;
        }

        public async Task Write(NpgsqlBinaryImporter copy, IReadOnlyModificationCommand row, CancellationToken ct)
        {
            await copy.StartRowAsync(ct);
            var at = 0;
            foreach (var column in row.ColumnModifications)
            {
                if (!column.IsWrite) continue;
                var type = All[at++].Type;
                var value = column.TypeMapping!.Converter is { } converter ? converter.ConvertToProvider(column.Value) : column.Value;
                await CopyBatch.Write(copy, value, type, ct);
            }
        }
    }
}
