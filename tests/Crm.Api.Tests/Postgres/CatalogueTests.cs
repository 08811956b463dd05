using System.Text.RegularExpressions;
using Xunit;

namespace Crm.Tests.Postgres;

/// <summary>The schema stays one that a database which only speaks PostgreSQL's protocol can hold, and that a pooler in transaction mode can stand before: see docs/operations.md, from one machine to several.</summary>
public sealed partial class CatalogueTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Theory]
    [InlineData("sequences: numbers and ids are made by the application", "SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace")]
    [InlineData("columns that number themselves", "SELECT attrelid::regclass || '.' || attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND attidentity <> ''")]
    [InlineData("exclusion constraints", "SELECT conname FROM pg_constraint WHERE contype = 'x'")]
    [InlineData("constraints that are checked at the end of a transaction", "SELECT conname FROM pg_constraint WHERE condeferrable AND connamespace = 'public'::regnamespace")]
    [InlineData("indexes other than B-tree and GIN", "SELECT c.relname FROM pg_class c JOIN pg_am a ON a.oid = c.relam WHERE c.relkind = 'i' AND c.relnamespace = 'public'::regnamespace AND a.amname NOT IN ('btree', 'gin')")]
    [InlineData("tables that are inherited, unlogged or temporary", "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND (relpersistence <> 'p' OR oid IN (SELECT inhrelid FROM pg_inherits))")]
    [InlineData("tables without a primary key", "SELECT relname FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = c.oid AND contype = 'p')")]
    [InlineData("types of our own", "SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd', 'r') AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_type.oid AND deptype = 'e')")]
    [InlineData("large objects", "SELECT oid::text FROM pg_largeobject_metadata")]
    [InlineData("extensions other than that for words", "SELECT extname FROM pg_extension WHERE extname NOT IN ('plpgsql', 'pg_trgm')")]
    [InlineData("foreign keys without an index to find what refers", """
        SELECT conrelid::regclass || ' ' || conname FROM pg_constraint f WHERE contype = 'f' AND confdeltype IN ('c', 'n') AND NOT EXISTS (
            SELECT 1 FROM pg_index i WHERE i.indrelid = f.conrelid AND (i.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey)
        """)]
    public async Task There_are_none(string what, string sql) =>
        Assert.True(await Sql.RunAsync(app.AsOwner, $"SELECT string_agg(found::text, ', ') FROM ({sql}) AS f(found)") is DBNull or null, what);

    [Fact]
    public void Nothing_lives_in_the_session()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Crm.sln"))) root = root.Parent;
        var found = Directory.EnumerateFiles(Path.Combine(root.FullName, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(f => SessionState().Matches(File.ReadAllText(f)).Select(m => $"{Path.GetFileName(f)}: {m.Value}"));
        Assert.Empty(found);
    }

    [GeneratedRegex(@"pg_\w*advisory_\w*|""(LISTEN|NOTIFY|UNLISTEN|DECLARE) |CREATE TEMP\w*|DISCARD ALL")]
    private static partial Regex SessionState();
}
