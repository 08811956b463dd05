using System.Collections.Concurrent;
using System.Net;
using Xunit;

namespace Crm.Tests.Postgres;

/// <summary>A primary with a synchronous standby: what may be read from the standby, and what becomes of writes when the primary goes.</summary>
public sealed class ReplicaTests(ReplicatedApp app) : IClassFixture<ReplicatedApp>
{
    private static readonly (string, string) StaleOk = ("Prefer", "respond-async, stale-ok");

    private readonly Api _api = app.Api();

    [Fact]
    public async Task What_may_be_stale_is_read_from_a_standby_and_nothing_else_is()
    {
        var known = await app.Given.Customer();
        await Eventually.TrueAsync(async () => (await _api.Get($"/api/v1/customers/{known.Id}", StaleOk)).Status == HttpStatusCode.OK);
        await app.OnStandby("SELECT pg_wal_replay_pause()");
        try
        {
            var unknown = (await _api.Post("/api/v1/customers", Organization(), StaleOk)).Created();   // a write is never led astray
            Assert.False(unknown.Headers.ContainsKey("Preference-Applied"));

            Assert.Equal("stale-ok", (await _api.Get($"/api/v1/customers/{unknown.Id}", StaleOk)).NotFound().Headers["Preference-Applied"]);
            Assert.Equal(0, Found(await _api.Get($"/api/v1/customers?name={unknown["name"]}", StaleOk)));
            Assert.Equal(0, Found(await _api.Post("/api/v1/customers/search", new { filter = new { field = "name", op = "eq", value = (string)unknown["name"]! } }, StaleOk)));
            (await _api.Get($"/api/v1/customers/{unknown.Id}/overview", StaleOk)).NotFound();
            (await _api.Get($"/api/v1/customers/{known.Id}/overview", StaleOk)).Ok();
            Assert.False((await _api.Get($"/api/v1/customers/{unknown.Id}")).Ok().Headers.ContainsKey("Preference-Applied"));
            Assert.Equal(1, Found(await _api.Get($"/api/v1/customers?name={unknown["name"]}")));
            (await _api.Patch($"/api/v1/customers/{unknown.Id}", new { notes = "written" }, StaleOk)).Ok();
        }
        finally
        {
            await app.OnStandby("SELECT pg_wal_replay_resume()");
        }
    }

    [Fact]
    public async Task Who_may_read_is_asked_of_the_primary_even_then()
    {
        var known = await app.Given.Customer();
        var (user, api) = await app.Given.SomebodyWho(new { customers = new { read = "all" } });
        await Eventually.TrueAsync(async () => (await api.Get($"/api/v1/customers/{known.Id}", StaleOk)).Status == HttpStatusCode.OK);
        await app.OnStandby("SELECT pg_wal_replay_pause()");
        try
        {
            (await _api.Delete($"/api/v1/users/{user.Id}/sessions")).NoContent();
            (await api.Get($"/api/v1/customers/{known.Id}", StaleOk)).Refused(HttpStatusCode.Unauthorized, "auth.required");
        }
        finally
        {
            await app.OnStandby("SELECT pg_wal_replay_resume()");
        }
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_found_again_by_its_key_and_without_one_called_unknown()
    {
        // A commit now waits until the standby shows it, which it does not; then the connection is ended. So the customers are there, and nobody was told.
        await app.OnStandby("SELECT pg_wal_replay_pause()");
        await app.SetOnPrimary("synchronous_commit", "remote_apply");
        try
        {
            var (keyed, bare) = (Organization(), Organization());
            var first = _api.Post("/api/v1/customers", keyed, (Crm.Tests.Api.IdempotencyKey, Guid.NewGuid().ToString()));
            await EndCommits();
            var second = _api.Post("/api/v1/customers", bare);
            await EndCommits();

            Assert.True((await first).Created().Replayed);
            var unknown = (await second).Refused(HttpStatusCode.ServiceUnavailable, "outcome_unknown");
            Assert.False(unknown.Headers.ContainsKey("Retry-After"));
            foreach (var customer in new[] { keyed, bare }) Assert.Equal(1, Found(await _api.Get($"/api/v1/customers?name={NameOf(customer)}")));
        }
        finally
        {
            await app.SetOnPrimary("synchronous_commit", "on");
            await app.OnStandby("SELECT pg_wal_replay_resume()");
        }
    }

    private async Task EndCommits() => await Eventually.TrueAsync(async () =>
        (long)(await app.OnPrimary("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND backend_type = 'client backend'"))! == 1);

    internal static object Organization() => new { kind = "organization", name = Given.Unique("Replica"), relationships = new[] { "customer" }, market = "business" };

    private static string NameOf(object customer) => (string)customer.GetType().GetProperty("name")!.GetValue(customer)!;

    private static int Found(Answer answer) => answer.Ok()["data"]!.AsArray().Count;
}

/// <summary>The primary goes for good.</summary>
public sealed class FailoverTests(ReplicatedApp app) : IClassFixture<ReplicatedApp>
{
    [Fact]
    public async Task After_a_failover_everything_acknowledged_is_there_and_writing_goes_on()
    {
        var ct = TestContext.Current.CancellationToken;
        var acknowledged = new ConcurrentBag<string>();
        var promoted = false;
        var after = 0;
        var writers = Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            var api = app.Api();
            while (Volatile.Read(ref after) < 12)
            {
                var began = Volatile.Read(ref promoted);
                var answer = await api.Post("/api/v1/customers", ReplicaTests.Organization());
                if (answer.Status == HttpStatusCode.ServiceUnavailable) continue;
                acknowledged.Add(answer.Created().Id);
                if (began) Interlocked.Increment(ref after);
            }
        }, ct)).ToArray();
        await Eventually.TrueAsync(() => Task.FromResult(acknowledged.Count >= 12));

        await app.StopPrimary();
        await app.Standby.Promote();
        Volatile.Write(ref promoted, true);
        await Task.WhenAll(writers);

        foreach (var id in acknowledged) (await app.Api().Get($"/api/v1/customers/{id}")).Ok();
    }
}
