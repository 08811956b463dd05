using Microsoft.EntityFrameworkCore.Migrations;

namespace Crm.Infrastructure.Persistence;

/// <summary>Indexes for tables that are in use: they are built while others write, outside of any transaction.</summary>
internal static class ConcurrentIndexes
{
    /// <summary>Builds an index without keeping anybody from writing. What an attempt that broke off has left behind (an index that is not valid) goes first, so that the migration can be repeated.</summary>
    public static void CreateIndexConcurrently(this MigrationBuilder migration, string name, string table, string column, string? filter = null)
    {
        migration.DropIndexConcurrently(name);
        migration.Sql($"CREATE INDEX CONCURRENTLY {name} ON {table} ({column}){(filter is null ? "" : $" WHERE {filter}")}", suppressTransaction: true);
    }

    public static void DropIndexConcurrently(this MigrationBuilder migration, string name) => migration.Sql($"DROP INDEX CONCURRENTLY IF EXISTS {name}", suppressTransaction: true);
}
