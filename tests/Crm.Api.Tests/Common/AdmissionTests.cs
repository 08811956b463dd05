using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Xunit;

namespace Crm.Tests.Common;

public sealed class AdmissionTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Whoever_finds_no_room_is_told_at_once_and_let_in_when_there_is_some()
    {
        await using var small = Small(waiting: 0);
        var api = app.ApiOf(small);
        await Occupied(api, async () =>
        {
            Busy(await api.Get("/api/v1/users/me"));
            Busy(await api.Post("/api/v1/customers", new { kind = "person", name = "Ada" }));
            await Alike(api, "/api/v1/customers/by-external-id/erp/M%C3%BCller%20%22GmbH%22");
            (await api.Get("/health/live")).Ok();
            (await api.Get("/health/ready")).Ok();
            (await api.Get("/openapi/v1.json")).Ok();
            (await api.Get("/api/v1/events?after=latest")).Ok();   // it may wait for long, and is not counted
        });
        (await api.Get("/api/v1/users/me")).Ok();
    }

    [Fact]
    public async Task Who_waits_is_let_in_or_told_after_a_moment()
    {
        await using var small = Small(waiting: 1);
        var api = app.ApiOf(small);
        Task<Answer> next = null!;
        await Occupied(api, async () =>
        {
            Busy(await api.Get("/api/v1/users/me"));   // after its moment
            next = api.Get("/api/v1/users/me");
        });
        (await next).Ok();
    }

    // The only place is taken by a change that waits for a lock.
    private async Task Occupied(Api api, Func<Task> meanwhile)
    {
        var customer = await app.Given.Customer();
        Task<Answer> changing;
        await using (await OtherTransaction.Begin(app.AsOwner, "SELECT FROM customers WHERE id = $1 FOR UPDATE", Guid.Parse(customer.Id)))
        {
            changing = api.Patch($"/api/v1/customers/{customer.Id}", new { notes = "x" });
            await app.Waiting(1);
            await meanwhile();
        }
        (await changing).Ok();
    }

    // It is written by itself, and is like any other problem: here like what the instance that has room says of the same address.
    private async Task Alike(Api api, string address)
    {
        var (busy, missing) = (await api.Get(address), await app.Api().Get(address));
        Busy(busy);
        Assert.Equal(missing.NotFound().Json.AsObject().Select(m => m.Key), busy.Json.AsObject().Select(m => m.Key));
        Assert.Equal((string?)missing["instance"], (string?)busy["instance"]);
        Assert.Equal(("/docs/errors#unavailable", "Service Unavailable", 503), ((string?)busy["type"], (string?)busy["title"], (int)busy["status"]!));
        Assert.Equal(missing.MediaType, busy.MediaType);
        Assert.Equal(busy.Headers["Request-Id"], (string?)busy["requestId"]);
    }

    private static void Busy(Answer answer) => Assert.Equal("1", answer.Refused(HttpStatusCode.ServiceUnavailable, "unavailable").Headers["Retry-After"]);

    private WebApplicationFactory<Program> Small(int waiting) => app.WithWebHostBuilder(b => b.UseSetting("Limits:ConcurrentRequests", "1").UseSetting("Limits:WaitingRequests", $"{waiting}").UseSetting("Limits:WaitSeconds", "1"));
}
