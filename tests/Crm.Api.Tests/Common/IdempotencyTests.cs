using System.Net;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Infrastructure.Persistence.Idempotency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests.Common;

public sealed class IdempotencyTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    private static (string, string) Key(string? key = null) => (Api.IdempotencyKey, key ?? Guid.NewGuid().ToString());

    [Fact]
    public async Task A_repeated_request_has_one_effect_and_gets_the_first_answer()
    {
        var (key, body) = (Key(), new { kind = "organization", name = "Once Ltd" });
        var first = (await _api.Post("/api/v1/customers", body, key)).Created();
        var second = (await _api.Post("/api/v1/customers", body, key)).Created();
        Assert.False(first.Replayed);
        Assert.True(second.Replayed);
        Assert.Equal((first.Text, first.ETag, first.Location, first.MediaType), (second.Text, second.ETag, second.Location, second.MediaType));
        Assert.Equal(1, await Count("Once Ltd"));
    }

    [Fact]
    public async Task Fifty_at_once_with_one_key_have_one_effect_and_one_answer()
    {
        var (key, body) = (Key(), new { kind = "organization", name = "Fifty Ltd" });
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _api.Post("/api/v1/customers", body, key)));
        Assert.Equal(1, await Count("Fifty Ltd"));
        Assert.Single(answers.Where(a => a.Status == HttpStatusCode.Created).Select(a => a.Text).Distinct());
        Assert.Single(answers, a => a is { Status: HttpStatusCode.Created, Replayed: false });
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => a.Conflict("idempotency_key.in_flight"));
    }

    [Fact]
    public async Task A_patch_is_repeated_although_its_etag_has_gone_stale()
    {
        var (customer, key) = (await app.Given.Customer(), Key());
        var first = (await _api.Patch(customer.Location!, new { notes = "one" }, key, ("If-Match", customer.ETag!))).Ok();
        var second = (await _api.Patch(customer.Location!, new { notes = "one" }, key, ("If-Match", customer.ETag!))).Ok();
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(first.ETag, (await _api.Get(customer.Location!)).Ok().ETag);
    }

    [Fact]
    public async Task A_key_belongs_to_one_address_and_one_body()
    {
        var (key, one, other) = (Key(), await app.Given.Customer(), await app.Given.Customer());
        (await _api.Patch(one.Location!, new { notes = "one" }, key)).Ok();
        (await _api.Patch(one.Location!, new { notes = "two" }, key)).Refused(HttpStatusCode.UnprocessableEntity, "idempotency_key.reused");
        (await _api.Patch(other.Location!, new { notes = "one" }, key)).Refused(HttpStatusCode.UnprocessableEntity, "idempotency_key.reused");
        Assert.Null((await _api.Get(other.Location!)).Ok()["notes"]);
    }

    [Fact]
    public async Task A_key_belongs_to_one_user_and_one_route()
    {
        var (key, customer) = (Key(), await app.Given.Customer());
        var contact = new { customerId = customer.Id, name = "Jo" };
        var mine = (await _api.Post("/api/v1/contacts", contact, key)).Created();
        var theirs = (await app.Api(Duty.Agent).Post("/api/v1/contacts", contact, key)).Created();
        Assert.NotEqual(mine.Id, theirs.Id);
        (await _api.Post("/api/v1/customers", new { kind = "person", name = "Jo" }, key)).Created();
    }

    [Fact]
    public async Task A_refusal_is_not_kept_because_it_had_no_effect()
    {
        var key = Key();
        (await _api.Post("/api/v1/customers", new { kind = "organization", name = new string('x', 300) }, key)).Invalid("/name");
        (await _api.Post("/api/v1/customers", new { kind = "organization", name = "Mended Ltd" }, key)).Created();
        var draft = await app.Given.DraftOrder(await app.Given.Product(stock: 0));
        var second = Key();
        var unknown = new { customerId = Guid.NewGuid(), name = "Jo" };
        (await _api.Post("/api/v1/contacts", unknown, second)).Invalid("/customerId");
        (await _api.Post("/api/v1/contacts", unknown, second)).Invalid("/customerId");
        (await _api.Put($"{draft.Location}/placement", null, second)).Conflict("order.out_of_stock");
    }

    [Fact]
    public async Task The_key_may_stand_in_quotes()
    {
        var (key, body) = (Guid.NewGuid().ToString(), new { kind = "person", name = "Quoted" });
        var bare = (await _api.Post("/api/v1/customers", body, Key(key))).Created();
        Assert.Equal(bare.Id, (await _api.Post("/api/v1/customers", body, Key($"\"{key}\""))).Created().Id);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("\"\"")]
    public async Task A_malformed_key_is_refused(string key) =>
        (await _api.Post("/api/v1/customers", new { kind = "person", name = "Never" }, Key(key))).Invalid("Idempotency-Key", "idempotency_key.invalid");

    [Fact]
    public async Task A_key_has_at_most_255_characters()
    {
        (await _api.Post("/api/v1/customers", new { kind = "person", name = "Long" }, Key(new('k', 255)))).Created();
        (await _api.Post("/api/v1/customers", new { kind = "person", name = "Long" }, Key(new('k', 256)))).Invalid("Idempotency-Key", "idempotency_key.invalid");
    }

    [Theory]
    [InlineData("payments")]
    [InlineData("refunds")]
    public async Task Money_needs_a_key(string what)
    {
        var order = await app.Given.Placed();
        var body = new { method = "card", amount = Given.Euros("1.00") };
        (await _api.Post($"{order.Location}/{what}", body, Key(""))).Invalid("Idempotency-Key", "idempotency_key.required");
    }

    [Fact]
    public async Task A_payment_is_recorded_once()
    {
        var (order, key, body) = (await app.Given.Placed(), Key(), new { method = "card", amount = Given.Euros("1.00") });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _api.Post($"{order.Location}/payments", body, key)));
        Assert.Equal(1, (int)(await _api.Get($"/api/v1/payments?orderId={order.Id}&count=true")).Ok()["page", "total"]!);
    }

    [Fact]
    public async Task Signing_in_keeps_no_token()
    {
        var body = new { email = Staff.EmailOf(Duty.Agent), password = Staff.Password };
        var (key, stranger) = (Key(), app.Stranger());
        (await stranger.Post("/api/v1/tokens", body, key)).Ok();
        Assert.False((await stranger.Post("/api/v1/tokens", body, key)).Ok().Replayed);
    }

    [Fact]
    public async Task While_the_first_request_runs_the_second_is_told_to_wait()
    {
        var (customer, key) = (await app.Given.Customer(), Key());
        Task<Answer> first;
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<Application.Common.ICrmDb>();
            await using var holder = await db.BeginAsync(TestContext.Current.CancellationToken);
            await db.LockAsync<Customer>([Id<Customer>.Parse(customer.Id, null)], TestContext.Current.CancellationToken);
            first = _api.Patch(customer.Location!, new { notes = "slow" }, key);
            await app.Waiting(1);
            (await _api.Patch(customer.Location!, new { notes = "slow" }, key)).Conflict("idempotency_key.in_flight");
        }
        (await first).Ok();
    }

    [Fact]
    public async Task Answers_are_forgotten_after_two_days()
    {
        var (key, body) = (Key(), new { kind = "organization", name = "Forgotten Ltd" });
        var first = (await _api.Post("/api/v1/customers", body, key)).Created();
        app.Clock.Advance(IdempotencyKeys.Kept + TimeSpan.FromMinutes(1));
        await using (var scope = app.Services.CreateAsyncScope())
            Assert.True(await scope.ServiceProvider.GetRequiredService<IdempotencyKeys>().Sweep(TestContext.Current.CancellationToken) >= 1);
        Assert.NotEqual(first.Id, (await _api.Post("/api/v1/customers", body, key)).Created().Id);
    }

    private async Task<int> Count(string name)
    {
        var count = 0;
        await app.Db(async db => count = await db.Customers.CountAsync(c => c.Name == name));
        return count;
    }
}
