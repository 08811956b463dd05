using System.Net;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Crm.Tests.Postgres;

/// <summary>The API over a database that can fall silent or break off, with few connections and time-outs of a second.</summary>
public sealed class SilencedApp(PostgresServer server) : CrmApp(server)
{
    internal const int Connections = 10;

    internal Relay Relay { get; private set; } = null!;

    protected override string ConnectionString
    {
        get
        {
            var real = new NpgsqlConnectionStringBuilder(Database);
            Relay ??= new(real.Host!, real.Port);
            return new NpgsqlConnectionStringBuilder(Database) { Host = "127.0.0.1", Port = Relay.Port, MaxPoolSize = Connections, Timeout = 1, CommandTimeout = 1 }.ConnectionString;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Relay.DisposeAsync();
    }
}

/// <summary>The database stops answering without going away, or its connections break.</summary>
public sealed class SilentDatabaseTests(SilencedApp app) : IClassFixture<SilencedApp>
{
    [Fact]
    public async Task Whoever_asks_a_database_that_does_not_answer_is_told_so_and_is_served_once_it_does()
    {
        var api = app.Api();
        var customer = await app.Given.Customer();
        await Task.WhenAll(Enumerable.Range(0, SilencedApp.Connections).Select(async _ => (await api.Get($"/api/v1/customers/{customer.Id}")).Ok()));

        app.Relay.FallSilent();
        var reads = Enumerable.Range(0, 2 * SilencedApp.Connections).Select(_ => api.Get($"/api/v1/customers/{customer.Id}"));
        var writes = Enumerable.Range(0, 5).Select(_ => api.Post("/api/v1/customers", ReplicaTests.Organization()));
        var answers = await Task.WhenAll([.. reads, .. writes]);   // comes back while it is silent
        app.Relay.Speak();

        foreach (var answer in answers) Assert.True(answer.Refused(HttpStatusCode.ServiceUnavailable, "unavailable").Headers.ContainsKey("Retry-After"));
        await Eventually.TrueAsync(async () => (await api.Get($"/api/v1/customers/{customer.Id}")).Status == HttpStatusCode.OK);
        (await api.Post("/api/v1/customers", ReplicaTests.Organization())).Created();
    }

    [Fact]
    public async Task After_a_command_that_could_not_be_sent_the_next_ones_begin_anew()
    {
        _ = app.Api();
        await using var scope = app.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<CrmDb>().Database;
        await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await Ask();
        app.Relay.BreakOff();
        // The second time, the driver prepares it. It would take the statements for half prepared on the next connection, too.
        Assert.Contains("while writing", (await Assert.ThrowsAnyAsync<NpgsqlException>(Ask)).Message, StringComparison.Ordinal);
        await database.CloseConnectionAsync();

        await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 5; i++) await Ask();
        await database.CloseConnectionAsync();

        Task Ask() => database.ExecuteSqlRawAsync("SELECT 1; SELECT 2", TestContext.Current.CancellationToken);
    }
}
