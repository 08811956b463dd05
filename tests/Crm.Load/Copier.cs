using System.Collections;
using Crm.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Load;

/// <summary>Writes whole aggregates by COPY, as the model maps them: a new field of an aggregate needs no line here.</summary>
internal sealed class Copier(IModel model, NpgsqlConnection connection, DateTimeOffset now)
{
    private readonly Dictionary<Type, IReadOnlyList<Table>> _tables = [];

    public async Task Write(IEnumerable<object> records)
    {
        foreach (var kind in records.GroupBy(r => r.GetType()))
        {
            if (!_tables.TryGetValue(kind.Key, out var tables)) _tables[kind.Key] = tables = [.. TablesOf(model.FindEntityType(kind.Key)!, root => [root])];
            foreach (var table in tables) await Copy(table, kind);
        }
    }

    private async Task Copy(Table table, IEnumerable<object> roots)
    {
        await using var import = await connection.BeginBinaryImportAsync($"COPY {table.Name} ({string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""))}) FROM STDIN (FORMAT BINARY)");
        foreach (var root in roots)
            foreach (var row in table.Rows(root))
            {
                await import.StartRowAsync();
                foreach (var column in table.Columns)
                {
                    if (column.Value(root, row) is not { } value) await import.WriteNullAsync();
                    else if (column.IsJson) await import.WriteAsync(value, NpgsqlDbType.Jsonb);
                    else await import.WriteAsync(value);
                }
            }
        await import.CompleteAsync();
    }

    private IEnumerable<Table> TablesOf(IEntityType type, Func<object, IEnumerable<object>> rows)
    {
        List<Column> columns = [.. type.GetProperties().Where(p => p.GetComputedColumnSql() is null).Select(p => ColumnOf(type, p))];
        foreach (var part in type.GetComplexProperties())
            columns.AddRange(part.ComplexType.GetProperties().Select(p => ColumnOf(p, (_, row) => part.GetGetter().GetClrValue(row) is { } complex ? p.GetGetter().GetClrValue(complex) : null)));
        yield return new(type.GetTableName()!, columns, rows);
        foreach (var parts in type.GetNavigations().Where(n => n.ForeignKey.IsOwnership && !n.IsOnDependent))
            foreach (var table in TablesOf(parts.TargetEntityType, root => rows(root).SelectMany(row => ((IEnumerable)parts.GetGetter().GetClrValue(row)!).Cast<object>()))) yield return table;
    }

    private Column ColumnOf(IEntityType type, IProperty property) => property switch
    {
        _ when property.IsShadowProperty() => ColumnOf(property, (root, _) => type.FindOwnership()!.PrincipalEntityType.FindPrimaryKey()!.Properties[0].GetGetter().GetClrValue(root)),
        { Name: nameof(Aggregate.Version) } => ColumnOf(property, (_, _) => 1),
        { Name: nameof(Aggregate.CreatedAt) or nameof(Aggregate.UpdatedAt) } => ColumnOf(property, (_, _) => now),
        _ => ColumnOf(property, (_, row) => property.GetGetter().GetClrValue(row)),
    };

    private static Column ColumnOf(IProperty property, Func<object, object, object?> value)
    {
        var mapping = property.GetTypeMapping();
        var element = property.GetElementType()?.GetTypeMapping();
        return new(property.GetColumnName(), property.GetColumnType().StartsWith("jsonb", StringComparison.Ordinal), (root, row) => value(root, row) switch
        {
            null => null,
            IEnumerable list and not string when element is not null => List(list, element),
            var single => mapping.Converter is { } converter ? converter.ConvertToProvider(single) : single,
        });
    }

    private static Array List(IEnumerable list, Microsoft.EntityFrameworkCore.Storage.CoreTypeMapping element)
    {
        var type = element.Converter?.ProviderClrType ?? element.ClrType;
        object?[] items = [.. list.Cast<object?>().Select(i => element.Converter is { } converter ? converter.ConvertToProvider(i) : i)];
        var typed = Array.CreateInstance(type, items.Length);
        Array.Copy(items, typed, items.Length);
        return typed;
    }

    private sealed record Table(string Name, IReadOnlyList<Column> Columns, Func<object, IEnumerable<object>> Rows);

    private sealed record Column(string Name, bool IsJson, Func<object, object, object?> Value);
}
