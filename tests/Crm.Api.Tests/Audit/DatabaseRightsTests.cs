using System.Collections.Concurrent;
using Crm.Infrastructure.Persistence;
using Crm.Tests.Postgres;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace Crm.Tests.Audit;

/// <summary>What the application's database role may not do, whatever the application is made to send.</summary>
public sealed class DatabaseRightsTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Theory]
    [InlineData("CREATE TEMP TABLE mine (id int)")]
    [InlineData("CREATE TABLE mine (id int)")]
    [InlineData("CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'")]
    [InlineData("CREATE SCHEMA mine")]
    [InlineData("ALTER TABLE customers ADD COLUMN mine int")]
    [InlineData("ALTER TABLE audit_entries DISABLE TRIGGER ALL")]
    [InlineData("DROP TABLE customers")]
    [InlineData("DROP FUNCTION audit_erase_values(text[], uuid[])")]
    [InlineData("DROP TRIGGER audit_entries_append_only ON audit_entries")]
    [InlineData("TRUNCATE customers")]
    [InlineData("CREATE INDEX mine ON customers (name)")]
    [InlineData("CREATE EXTENSION hstore")]
    [InlineData("CREATE ROLE mine")]
    [InlineData("SET session_replication_role = replica")]
    [InlineData("COPY customers TO '/dev/null'")]
    [InlineData("INSERT INTO \"__EFMigrationsHistory\" VALUES ('mine', '1')")]
    [InlineData("UPDATE audit_entries SET channel = 'mine'")]
    [InlineData("DELETE FROM audit_entries")]
    [InlineData("TRUNCATE audit_entries")]
    [InlineData("UPDATE audit_values SET json = '[]'")]
    [InlineData("DELETE FROM audit_values")]
    [InlineData("UPDATE audit_seals SET entries = 0")]
    [InlineData("DELETE FROM audit_seals")]
    [InlineData("UPDATE audit_seal_entries SET position = 0")]
    [InlineData("DELETE FROM audit_seal_entries")]
    public async Task The_application_has_no_right_to(string statement) => Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await Refusal(app.Database, statement));

    [Theory]
    [InlineData("UPDATE audit_entries SET channel = 'mine'")]
    [InlineData("DELETE FROM audit_entries")]
    [InlineData("TRUNCATE audit_values")]
    [InlineData("UPDATE audit_values SET json = '[]'")]
    [InlineData("DELETE FROM audit_seals")]
    [InlineData("DELETE FROM audit_seal_entries")]
    public async Task The_owner_is_kept_from_changing_the_audit_by_mistake(string statement) => Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await Refusal(app.AsOwner, statement));

    [Fact]
    public async Task The_application_owns_nothing() =>
        Assert.Equal(0L, await Sql.RunAsync(app.Database, "SELECT count(*) FROM pg_shdepend WHERE refobjid = (SELECT oid FROM pg_roles WHERE rolname = current_user) AND deptype = 'o'"));

    [Fact]
    public async Task Rights_are_given_anew_with_each_migration()
    {
        await Sql.RunAsync(app.AsOwner, $"REVOKE ALL ON markers FROM {new NpgsqlConnectionStringBuilder(app.Database).Username}");
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await Refusal(app.Database, "SELECT * FROM markers"));

        await Migrator.Migrate(app.Services, app.AsOwner, TestContext.Current.CancellationToken);

        await Sql.RunAsync(app.Database, "SELECT * FROM markers");
    }

    [Fact]
    public async Task A_table_that_the_owner_adds_can_be_used_at_once()
    {
        await Sql.RunAsync(app.AsOwner, "CREATE TABLE added (id int)");

        await Sql.RunAsync(app.Database, "INSERT INTO added VALUES (1); UPDATE added SET id = 2; DELETE FROM added");
    }

    [Fact]
    public async Task One_role_alone_may_do_all_and_is_warned_of()
    {
        var alone = new Warnings();
        await using (var variant = Variant(app.AsOwner, alone))
        {
            await Migrator.Migrate(variant.Services, owner: null, TestContext.Current.CancellationToken);
            await Migrator.WarnOfPower(variant.Services, TestContext.Current.CancellationToken);
        }
        Assert.Contains(alone.Lines, l => l.Contains("CrmMigrations", StringComparison.Ordinal));

        var apart = new Warnings();
        await using (var variant = Variant(app.Database, apart)) await Migrator.WarnOfPower(variant.Services, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(apart.Lines, l => l.Contains("CrmMigrations", StringComparison.Ordinal));
    }

    private WebApplicationFactory<Program> Variant(string connection, Warnings warnings) => app.WithWebHostBuilder(b =>
    {
        b.UseSetting("ConnectionStrings:Crm", connection);
        b.ConfigureLogging(l => l.AddProvider(warnings));
    });

    private sealed class Warnings : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue(formatter(state, exception));

        public void Dispose() { }
    }

    private static async Task<string?> Refusal(string connection, string statement)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => Sql.RunAsync(connection, statement));
        return refusal.SqlState;
    }
}
