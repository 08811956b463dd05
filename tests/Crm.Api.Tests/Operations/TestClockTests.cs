using Crm.Infrastructure;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Xunit;

namespace Crm.Tests.Operations;

/// <summary>The test clock over HTTP, with two instances of the app over one database.</summary>
public sealed class TestClockTests(CrmApp app) : IClassFixture<CrmApp>
{
    private const string Clock = "/api/v1/test-clock";

    [Fact]
    public async Task Every_instance_goes_by_the_clock_from_its_next_request_on()
    {
        await using var one = Movable();
        await using var two = Movable();
        var (first, second) = (app.ApiOf(one), app.ApiOf(two));
        var set = (await first.Put(Clock, new { now = "2031-05-02T08:00:00Z", isStopped = true })).Ok();
        Assert.Equal(("2031-05-02T08:00:00Z", true, true), ((string)set["now"]!, (bool)set["isStopped"]!, (bool)set["isMoved"]!));
        Assert.Equal("2031-05-02T08:00:00Z", await Opened(second));

        Assert.Equal("2031-05-02T09:30:00Z", (string)(await second.Post($"{Clock}/advances", new { seconds = 5400 })).Ok()["now"]!);
        Assert.Equal("2031-05-02T09:30:00Z", await Opened(first));
        Assert.Equal("2031-05-02T09:30:00Z", await Opened(second));

        (await second.Put(Clock, new { now = "2032-01-01T00:00:00Z" })).Ok();
        Assert.StartsWith("2032-01-01T00:0", await Opened(first), StringComparison.Ordinal);   // it goes on from there

        (await first.Delete(Clock)).NoContent();
        Assert.False((bool)(await second.Get(Clock)).Ok()["isMoved"]!);
        Assert.Equal($"{app.Clock.GetUtcNow():yyyy-MM-dd}", (await Opened(first))[..10]);
    }

    [Fact]
    public async Task Tokens_and_kept_answers_go_by_the_real_time()
    {
        await using var one = Movable();
        var api = app.ApiOf(one);
        var token = app.Token();
        var old = new Api(one.CreateClient(), () => token);
        var body = new { name = Given.Unique("Later") };
        var made = (await api.Post("/api/v1/queues", body, (Api.IdempotencyKey, "before-the-jump"))).Created();
        (await api.Put(Clock, new { now = "2090-01-01T00:00:00Z", isStopped = true })).Ok();
        (await old.Get("/api/v1/queues")).Ok();
        Assert.Equal(made.Id, (await api.Post("/api/v1/queues", body, (Api.IdempotencyKey, "before-the-jump"))).Created().Id);
        (await api.Delete(Clock)).NoContent();
    }

    [Fact]
    public async Task What_cannot_be_a_time_is_refused_and_so_is_who_is_no_administrator()
    {
        await using var one = Movable();
        var api = app.ApiOf(one);
        (await api.Put(Clock, new { })).Invalid("/now", "required");
        (await api.Put(Clock, new { now = "1999-12-31T23:59:59Z" })).Conflict("test_clock.out_of_range");
        (await api.Put(Clock, new { now = "9999-12-31T23:59:59Z" })).Invalid("/now", "date.out_of_range");
        (await api.Post($"{Clock}/advances", new { seconds = 0 })).Invalid("/seconds", "number.out_of_range");
        (await api.Post($"{Clock}/advances", new { seconds = long.MaxValue })).Is(System.Net.HttpStatusCode.BadRequest);
        (await new Api(one.CreateClient(), () => app.Token(Duty.Agent)).Put(Clock, new { now = "2031-05-02T08:00:00Z" })).Is(System.Net.HttpStatusCode.Forbidden);
        Assert.False((bool)(await api.Get(Clock)).Ok()["isMoved"]!);
    }

    [Fact]
    public async Task Where_there_is_no_test_clock_it_is_said() => (await app.Api().Put(Clock, new { now = "2031-05-02T08:00:00Z" })).Conflict("test_clock.not_here");

    private WebApplicationFactory<Program> Movable() => app.WithWebHostBuilder(b => b.ConfigureTestServices(s => s.AddTime(app.Clock, isMovable: true)));

    private static async Task<string> Opened(Api api)
    {
        var customer = (await api.Post("/api/v1/customers", new { kind = "organization", name = Given.Unique("Of the future") })).Created();
        return (string)(await api.Post("/api/v1/tickets", new { customerId = customer.Id, subject = "When?", channel = "web" })).Created()["openedAt"]!;
    }
}
