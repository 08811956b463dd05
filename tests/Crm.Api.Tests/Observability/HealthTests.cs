using System.Net;
using Crm.Infrastructure.Observability;
using Crm.Tests.Postgres;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Crm.Tests.Observability;

public sealed class HealthTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task An_instance_that_can_work_is_ready()
    {
        var ready = (await app.Stranger().Get("/health/ready")).Ok();
        Assert.Equal(("ready", "no-store"), ((string?)ready["status"], ready.Headers["Cache-Control"]));
        Assert.Equal("live", (string?)(await app.Stranger().Get("/health/live")).Ok()["status"]);
    }

    [Fact]
    public async Task Without_a_database_it_lives_and_is_not_ready()
    {
        await using var lonely = On(new NpgsqlConnectionStringBuilder(app.Database) { Port = 1 });
        await NotReady(lonely, "databaseUnreachable");
        (await Stranger(lonely).Get("/health/live")).Ok();
    }

    [Fact]
    public async Task A_database_that_can_only_be_read_is_not_enough()
    {
        await using var standby = On(new NpgsqlConnectionStringBuilder(app.AsOwner) { Options = "-c default_transaction_read_only=on" });
        await NotReady(standby, "databaseReadOnly");
    }

    [Fact]
    public async Task Before_its_migrations_it_is_not_ready()
    {
        await using var early = On(new NpgsqlConnectionStringBuilder(app.Database) { ApplicationName = "early" });
        await Sql.RunAsync(app.AsOwner, """CREATE TABLE kept AS SELECT * FROM "__EFMigrationsHistory"; DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" = (SELECT max("MigrationId") FROM kept)""");
        try
        {
            await NotReady(early, "schemaOutdated");
        }
        finally
        {
            await Sql.RunAsync(app.AsOwner, """INSERT INTO "__EFMigrationsHistory" SELECT * FROM kept ON CONFLICT DO NOTHING; DROP TABLE kept""");
        }
    }

    [Fact]
    public async Task What_is_told_to_stop_is_not_ready_but_goes_on_answering_for_a_while()
    {
        await using var ending = app.WithWebHostBuilder(b => b.UseSetting("Shutdown:DrainSeconds", "300"));
        var readiness = ending.Services.GetRequiredService<Readiness>();
        using var enough = new CancellationTokenSource();

        var stopping = readiness.StoppingAsync(enough.Token);

        await NotReady(ending, "stopping");
        (await app.ApiOf(ending).Get("/api/v1/users/me")).Ok();
        Assert.False(stopping.IsCompleted);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopping);
    }

    private static async Task NotReady(WebApplicationFactory<Program> variant, string reason)
    {
        var answer = (await Stranger(variant).Get("/health/ready")).Is(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(("notReady", reason, "1"), ((string?)answer["status"], (string?)answer["reason"], answer.Headers["Retry-After"]));
    }

    private static Api Stranger(WebApplicationFactory<Program> variant) => new(variant.CreateClient(), () => null);

    private WebApplicationFactory<Program> On(NpgsqlConnectionStringBuilder database) => app.WithWebHostBuilder(b => b.UseSetting("ConnectionStrings:Crm", database.ConnectionString));
}
