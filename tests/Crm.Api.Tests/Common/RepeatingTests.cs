using System.Net;
using Crm.Tests.Postgres;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>Connections that the database ends under a request.</summary>
public sealed class RepeatingTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_read_is_begun_again()
    {
        var customer = await app.Given.Customer();
        var read = await Interrupted("LOCK TABLE customers IN ACCESS EXCLUSIVE MODE", () => _api.Get($"/api/v1/customers/{customer.Id}"));
        Assert.Equal(customer.Id, read.Ok().Id);
    }

    [Fact]
    public async Task A_search_is_begun_again_with_its_body()
    {
        var customer = await app.Given.Customer();
        var found = await Interrupted("LOCK TABLE customers IN ACCESS EXCLUSIVE MODE", () => _api.Post("/api/v1/customers/search", new { filter = new { field = "name", op = "eq", value = (string)customer["name"]! } }));
        Assert.Equal(customer.Id, (string)found.Ok()["data", 0, "id"]!);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_change_that_had_not_come_to_its_commit_is_begun_again_and_made_once(bool withKey)
    {
        var customer = await app.Given.Customer();
        var version = (int)customer["version"]!;
        (string, string)[] headers = withKey ? [(Crm.Tests.Api.IdempotencyKey, Guid.NewGuid().ToString()), ("If-Match", customer.ETag!)] : [("If-Match", customer.ETag!)];
        var changed = await Interrupted($"SELECT 1 FROM customers WHERE id = '{customer.Id}' FOR UPDATE", () => _api.Patch($"/api/v1/customers/{customer.Id}", new { notes = "once" }, headers));
        Assert.Equal((version + 1, "once"), ((int)changed.Ok()["version"]!, (string)changed["notes"]!));
        Assert.False(changed.Replayed);
    }

    [Fact]
    public async Task Who_has_signed_out_meanwhile_is_not_let_in_by_the_repetition()
    {
        var customer = await app.Given.Customer();
        var (user, api) = await app.Given.SomebodyWho(new { customers = new { read = "all", change = "all" } });
        Task<Answer> change;
        await using (await OtherTransaction.Begin(app.AsOwner, $"SELECT 1 FROM customers WHERE id = '{customer.Id}' FOR UPDATE"))
        {
            change = api.Patch($"/api/v1/customers/{customer.Id}", new { notes = "too late" });
            await app.Waiting(1);
            (await _api.Delete($"/api/v1/users/{user.Id}/sessions")).NoContent();
            await EndWaiting();
            (await change).Refused(HttpStatusCode.Unauthorized, "auth.required");
        }
        Assert.NotEqual("too late", (string?)(await _api.Get($"/api/v1/customers/{customer.Id}")).Ok()["notes"]);
    }

    // Somebody else has what the request needs, so that it waits; its connection is ended, it is begun again and waits again.
    private async Task<Answer> Interrupted(string held, Func<Task<Answer>> request)
    {
        Task<Answer> answer;
        await using (await OtherTransaction.Begin(app.AsOwner, held))
        {
            answer = request();
            await Waits(answer);
            await EndWaiting();
            await Waits(answer);
        }
        return await answer;
    }

    private async Task Waits(Task<Answer> request)
    {
        await Task.WhenAny(app.Waiting(1), request);
        Assert.False(request.IsCompleted, request.IsCompleted ? $"It did not wait: {(await request).Text}" : null);
    }

    private async Task EndWaiting() => Assert.Equal(1L, await Sql.RunAsync(app.AsSuperuser,
        "WITH ended AS (SELECT pid, pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') SELECT count(*) FROM ended"));
}
