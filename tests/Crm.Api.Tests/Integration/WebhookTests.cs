using System.Net;
using System.Text.Json.Nodes;
using Crm.Infrastructure.Integration;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests.Integration;

/// <summary>Events that are sent to other systems, over a real connection to loopback.</summary>
public sealed class WebhookTests(WebhookApp app) : IClassFixture<WebhookApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task Events_of_its_types_arrive_signed_and_the_log_shows_it()
    {
        await using var receiver = await Receiver.Start();
        var webhook = await Webhook(receiver, "customer.created", "order.*");
        var customer = await app.Given.Customer("Kafka & Co");
        await app.Given.Contact(customer.Id);
        await app.Given.WebhooksSent();

        var got = Assert.Single(receiver.Got);
        Assert.True(got.IsSignedBy((string)webhook["secret"]!));
        Assert.StartsWith("whsec_", (string)webhook["secret"]!, StringComparison.Ordinal);
        Assert.Equal(("customer.created", customer.Id), (got.Type, (string)got.Json["data"]!["subject"]!["id"]!));
        Assert.Equal(got.Id, (string)got.Json["data"]!["id"]!);
        var row = Assert.Single((await Deliveries(webhook)).AsArray())!;
        Assert.Equal(("delivered", 1, got.Id), ((string)row["status"]!, (int)row["attempts"]!, (string)row["eventId"]!));
        var shown = (await _api.Get($"{webhook.Location}/deliveries/{(string)row["id"]!}")).Ok();
        Assert.Equal((got.Body, 204), ((string)shown["request", "body"]!, (int)shown["tries", 0, "answerStatus"]!));
        Assert.NotNull((await _api.Get(webhook.Location!)).Ok()["lastDeliveredAt"]);
        Assert.Null((await _api.Get(webhook.Location!)).Ok()["secret"]);
    }

    [Fact]
    public async Task During_a_rotation_both_secrets_verify_and_afterwards_the_new_one()
    {
        await using var receiver = await Receiver.Start();
        var webhook = await Webhook(receiver, "customer.created");
        var rotated = (await _api.Post($"{webhook.Location}/rotation", new { overlapHours = 2 })).Ok();
        await app.Given.Customer();
        await app.Given.WebhooksSent();
        app.Clock.Advance(TimeSpan.FromHours(3));
        await app.Given.Customer();
        await app.Given.WebhooksSent();

        var (before, after) = ((string)webhook["secret"]!, (string)rotated["secret"]!);
        Assert.Equal([(true, true), (false, true)], receiver.Got.Select(g => (g.IsSignedBy(before), g.IsSignedBy(after))));
        await app.Db(async db =>
        {
            var kept = (await db.Webhooks.SingleAsync(w => w.Url == receiver.Url, TestContext.Current.CancellationToken)).Secret;
            Assert.DoesNotContain(Convert.ToHexString(Convert.FromBase64String(after["whsec_".Length..])), Convert.ToHexString(Convert.FromBase64String(kept)), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task What_fails_is_tried_again_with_growing_delays_ten_times_and_then_kept_as_a_dead_letter_that_can_be_sent_by_hand()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answers = async (_, http) =>
        {
            http.Response.StatusCode = 500;
            await http.Response.WriteAsync("out of order\u0000!");
        };
        var webhook = await Webhook(receiver, "customer.created");
        await app.Given.Customer();
        await app.Given.WebhooksSent();
        var first = Assert.Single((await Deliveries(webhook)).AsArray())!;
        Assert.Equal(("pending", 1), ((string)first["status"]!, (int)first["attempts"]!));
        Assert.InRange(((DateTimeOffset)first["nextAttemptAt"]! - app.Clock.GetUtcNow()).TotalSeconds, 0, 5.5);
        (await _api.Post($"{webhook.Location}/deliveries/{(string)first["id"]!}/retries")).Conflict("webhook.delivery_pending");

        for (var i = 0; i < 12; i++)
        {
            app.Clock.Advance(TimeSpan.FromHours(27));
            await app.Given.WebhooksSent();
        }
        Assert.Equal(10, receiver.Got.Count);
        Assert.Single(receiver.Got.Select(g => g.Id).Distinct());
        var dead = Assert.Single((await Deliveries(webhook)).AsArray())!;
        Assert.Equal(("failed", 10), ((string)dead["status"]!, (int)dead["attempts"]!));
        var tries = (await _api.Get($"{webhook.Location}/deliveries/{(string)dead["id"]!}")).Ok()["tries"]!.AsArray();
        Assert.Equal(10, tries.Count);
        Assert.Equal("out of order!", (string)tries[0]!["answer"]!);

        // Nothing at all has arrived meanwhile: the webhook is disabled, which the feed tells.
        var disabled = (await _api.Get(webhook.Location!)).Ok();
        Assert.Equal(("disabled", "failing"), ((string)disabled["status"]!, (string)disabled["disabledReason"]!));
        Assert.Contains(await app.Given.EventsAfter((await First())!, "webhook.disabled"), e => (string)e["subject"]!["id"]! == webhook.Id && (string)e["details"]!["reason"]! == "failing");
        (await _api.Post($"{webhook.Location}/deliveries/{(string)dead["id"]!}/retries")).Conflict("webhook.disabled");

        receiver.Answers = (_, http) => Receiver.Status(http, 200);
        (await _api.Put($"{webhook.Location}/activation")).Ok();
        (await _api.Post($"{webhook.Location}/deliveries/{(string)dead["id"]!}/retries")).Ok();
        await app.Given.WebhooksSent();
        Assert.Equal(11, receiver.Got.Count);
        Assert.Equal("delivered", (string)(await Deliveries(webhook))[0]!["status"]!);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    public async Task Redirects_are_not_followed(int status)
    {
        await using var canary = await Receiver.Start();
        await using var receiver = await Receiver.Start();
        receiver.Answers = (_, http) =>
        {
            http.Response.Headers.Location = canary.Url;
            return Receiver.Status(http, status);
        };
        var webhook = await Webhook(receiver, "customer.created");
        await app.Given.Customer();
        await app.Given.WebhooksSent();
        Assert.Single(receiver.Got);
        Assert.Empty(canary.Got);
        Assert.Equal("pending", (string)(await Deliveries(webhook))[0]!["status"]!);
    }

    [Fact]
    public async Task Who_answers_410_is_disabled_and_goes_on_later_where_it_stopped()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answers = (_, http) => Receiver.Status(http, 410);
        var webhook = await Webhook(receiver, "customer.created");
        await app.Given.Customer();
        await app.Given.WebhooksSent();
        Assert.Equal("gone", (string)(await _api.Get(webhook.Location!)).Ok()["disabledReason"]!);
        var second = await app.Given.Customer();
        await app.Given.WebhooksSent();
        Assert.Single(receiver.Got);

        receiver.Answers = (_, http) => Receiver.Status(http, 202);
        (await _api.Put($"{webhook.Location}/activation")).Ok();
        await app.Given.WebhooksSent();
        Assert.Equal(second.Id, (string)receiver.Got.Last().Json["data"]!["subject"]!["id"]!);
    }

    [Fact]
    public async Task A_record_waits_for_what_came_before_and_others_do_not()
    {
        await using var receiver = await Receiver.Start();
        var slow = await app.Given.Customer();
        var (fails, webhook) = (true, await Webhook(receiver, "customer.*"));
        receiver.Answers = (got, http) => Receiver.Status(http, fails && (string)got.Json["data"]!["subject"]!["id"]! == slow.Id ? 503 : 200);
        (await _api.Patch($"/api/v1/customers/{slow.Id}", new { notes = "1" })).Ok();
        (await _api.Patch($"/api/v1/customers/{slow.Id}", new { notes = "2" })).Ok();
        var other = await app.Given.Customer();
        await app.Given.WebhooksSent();
        Assert.Equal([(slow.Id, 2), (other.Id, 1)], Seen().Distinct().OrderByDescending(s => s.Version));

        fails = false;
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await app.Given.WebhooksSent();
        Assert.Equal([2, 3], Seen().Where(s => s.Id == slow.Id).Select(s => s.Version).TakeLast(2));
        Assert.All((await Deliveries(webhook)).AsArray(), d => Assert.Equal("delivered", (string)d!["status"]!));

        IEnumerable<(string Id, int Version)> Seen() => receiver.Got.Select(g => ((string)g.Json["data"]!["subject"]!["id"]!, (int)g.Json["data"]!["subject"]!["version"]!));
    }

    [Fact]
    public async Task A_receiver_that_never_answers_delays_nobody_else()
    {
        await using var dead = await Receiver.Start();
        await using var alive = await Receiver.Start();
        using var end = new CancellationTokenSource();
        dead.Answers = (_, http) => Task.Delay(Timeout.Infinite, CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, end.Token).Token).ContinueWith(_ => { }, TestContext.Current.CancellationToken);
        var (silent, _) = (await Webhook(dead, "customer.created"), await Webhook(alive, "customer.created"));
        var arrived = new TaskCompletionSource();
        alive.Answers = (_, http) =>
        {
            if (alive.Got.Count == 30) arrived.SetResult();
            return Receiver.Status(http, 200);
        };
        for (var i = 0; i < 30; i++) await app.Given.Customer();
        await app.Given.DeliveriesMade();
        var sender = app.Services.GetRequiredService<WebhookSender>();
        List<Task> sending = [];
        while (!arrived.Task.IsCompleted)
        {
            var done = sender.NextDone;
            var begun = await sender.Begin(TestContext.Current.CancellationToken);
            sending.AddRange(begun);
            if (begun.Count == 0) await Task.WhenAny(done, arrived.Task);
        }
        Assert.InRange(dead.Got.Count, 1, 16);   // it has no more than its share, and all of them are still open
        await end.CancelAsync();
        (await _api.Put($"{silent.Location}/deactivation")).Ok();
        await Task.WhenAll(sending);
    }

    [Fact]
    public async Task Fields_and_own_changes_are_filtered()
    {
        await using var receiver = await Receiver.Start();
        var key = await app.Given.Key();
        var own = app.Keyed((string)key["secret"]!);
        var customer = await app.Given.Customer();
        (await own.Post("/api/v1/webhooks", new { name = Given.Unique("Sync"), url = receiver.Url, types = new[] { "customer.changed" }, fields = new[] { "notes" }, skipsOwn = true })).Is(HttpStatusCode.Forbidden);
        var mighty = (await _api.Post("/api/v1/api-keys", new { name = Given.Unique("Key"), userId = app.Member(Duty.Administrator).Id.ToString(), scopes = new[] { "settings:manage", "customers:read", "customers:change" } })).Created();
        var sync = app.Keyed((string)mighty["secret"]!);
        (await sync.Post("/api/v1/webhooks", new { name = Given.Unique("Sync"), url = receiver.Url, types = new[] { "customer.changed" }, fields = new[] { "notes" }, skipsOwn = true })).Created();
        (await sync.Patch($"/api/v1/customers/{customer.Id}", new { notes = "by itself" })).Ok();
        (await _api.Patch($"/api/v1/customers/{customer.Id}", new { name = "Another" })).Ok();
        (await _api.Patch($"/api/v1/customers/{customer.Id}", new { notes = "by somebody" })).Ok();
        await app.Given.WebhooksSent();
        Assert.Equal(4, (int)Assert.Single(receiver.Got).Json["data"]!["subject"]!["version"]!);

        // What the key may do is what is sent: without it, nothing.
        (await _api.Delete($"/api/v1/api-keys/{mighty.Id}")).NoContent();
        (await _api.Patch($"/api/v1/customers/{customer.Id}", new { notes = "after" })).Ok();
        await app.Given.WebhooksSent();
        Assert.Single(receiver.Got);
        Assert.Contains((await _api.Get("/api/v1/webhooks?status=disabled")).Ok()["data"]!.AsArray(), w => (string)w!["disabledReason"]! == "ownerGone");
    }

    [Fact]
    public async Task Only_what_its_owner_may_see_is_sent()
    {
        await using var receiver = await Receiver.Start();
        var (user, owner) = await app.Given.SomebodyWho(new { customers = new { read = "own" }, settings = new { manage = "all" } }, new { resource = "customer", field = "notes", access = "hidden" });
        (await owner.Post("/api/v1/webhooks", new { name = Given.Unique("Mine"), url = receiver.Url, types = new[] { "*" } })).Created();
        var mine = await app.Given.CustomerOf(user);
        await app.Given.Customer("Not mine");
        (await _api.Patch($"/api/v1/customers/{mine.Id}", new { notes = "a secret of the house" })).Ok();
        var order = await app.Given.DraftOrder();
        await app.Given.WebhooksSent();
        Assert.All(receiver.Got.Where(g => g.Type.StartsWith("customer", StringComparison.Ordinal)), g => Assert.Equal(mine.Id, (string)g.Json["data"]!["subject"]!["id"]!));
        Assert.DoesNotContain("a secret of the house", string.Concat(receiver.Got.Select(g => g.Body)), StringComparison.Ordinal);
        Assert.DoesNotContain(receiver.Got, g => g.Type.StartsWith("order.", StringComparison.Ordinal));
        Assert.Contains(receiver.Got, g => g.Type == "customer.changed");
    }

    [Fact]
    public async Task Who_changes_it_has_sent_what_they_see_themselves_and_no_more()
    {
        await using var receiver = await Receiver.Start();
        var webhook = await Webhook(receiver, "customer.created");
        var (user, other) = await app.Given.SomebodyWho(new { customers = new { read = "own" }, settings = new { manage = "all" } });
        Assert.Equal(user.Id, (string)(await other.Patch(webhook.Location!, new { types = new[] { "customer.*" } })).Ok()["ownerId"]!);
        await app.Given.Customer("Not theirs");
        var theirs = await app.Given.CustomerOf(user);
        await app.Given.WebhooksSent();
        Assert.NotEmpty(receiver.Got);
        Assert.All(receiver.Got, g => Assert.Equal(theirs.Id, (string)g.Json["data"]!["subject"]!["id"]!));
    }

    [Fact]
    public async Task A_replay_sends_again_from_a_time_on_under_the_same_ids()
    {
        await using var receiver = await Receiver.Start();
        var webhook = await Webhook(receiver, "customer.created");
        await app.Given.Customer();
        app.Clock.Advance(TimeSpan.FromHours(1));
        var from = app.Clock.GetUtcNow();
        await app.Given.Customer();
        await app.Given.Customer();
        await app.Given.WebhooksSent();
        var replay = (await _api.Post($"{webhook.Location}/replays", new { from })).Ok();
        Assert.Equal((2, 1), ((int)replay["deliveries"]!, (int)replay["round"]!));
        await app.Given.WebhooksSent();
        Assert.Equal(receiver.Got.Take(3).Where(g => (DateTimeOffset)g.Json["timestamp"]! >= from).Select(g => g.Id).Order(), receiver.Got.Skip(3).Select(g => g.Id).Order());
        Assert.Equal(2, (await _api.Get($"{webhook.Location}/deliveries?cause=replay")).Ok()["data"]!.AsArray().Count);
        (await _api.Post($"{webhook.Location}/replays", new { from = from.AddYears(-1) })).Conflict("webhook.replay_too_old");
        (await _api.Post($"{webhook.Location}/replays", new { })).Invalid("/from", "required");
    }

    [Fact]
    public async Task A_test_calls_at_once_and_shows_what_came_back()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answers = (_, http) => http.Response.WriteAsync("thanks");
        var webhook = await Webhook(receiver, "order.placed");
        var tried = (await _api.Post($"{webhook.Location}/tests")).Ok();
        var got = Assert.Single(receiver.Got);
        Assert.True(got.IsSignedBy((string)webhook["secret"]!));
        Assert.Equal(("webhook.test", "thanks", 200, "delivered"), (got.Type, (string)tried["tries", 0, "answer"]!, (int)tried["tries", 0, "answerStatus"]!, (string)tried["delivery", "status"]!));
        Assert.Equal(got.Body, (string)tried["request", "body"]!);
        (await _api.Post($"{webhook.Location}/deliveries/{(string)tried["delivery", "id"]!}/retries")).Conflict("webhook.event_gone");
    }

    [Fact]
    public async Task What_is_too_large_goes_without_its_changes()
    {
        await using var receiver = await Receiver.Start();
        await Webhook(receiver, "segment.created");
        (await _api.Post("/api/v1/segments", new { name = Given.Unique("Large"), kind = "dynamic", filter = new { or = Enumerable.Range(0, 25).Select(i => new { field = "name", op = "contains", value = new string('x', 900) + i }) } })).Created();
        await app.Given.WebhooksSent();
        var got = Assert.Single(receiver.Got);
        Assert.True(got.Body.Length < 20_000);
        Assert.True((bool)got.Json["data"]!["isTruncated"]!);
    }

    [Fact]
    public async Task What_cannot_be_a_webhook_is_refused_and_so_is_who_may_not()
    {
        async Task Refused(object body, string at, string? code = null) => (await _api.Post("/api/v1/webhooks", body)).Invalid(at, code);
        string[] types = ["*"];
        foreach (var url in new[] { "", "ftp://a.example/", "https://", "/hook", "https://user:pw@a.example/", "https://a.example/#f", "https://10.0.0.1/", "https://[::1]/", "https://localhost/", "https://169.254.169.254/latest", "http://192.168.1.1/", "https://a.example/\n", "javascript:alert(1)", "https://localhost./", "https://a.example:0/", "https://a.example:65536/", "https://a.example/<b>", "https://167772161/", "https://0xa.1/", "https://[::ffff:10.0.0.1]/" })
            await Refused(new { name = "x", url, types }, "/url");
        const string good = "https://a.example/hook";
        await Refused(new { name = "", url = good, types }, "/name", "required");
        await Refused(new { name = "x", url = good, types = Array.Empty<string>() }, "/types", "list.empty");
        await Refused(new { name = "x", url = good, types = new[] { "customer.eaten" } }, "/types/0", "event_type.unknown");
        await Refused(new { name = "x", url = good, types, fields = new[] { "no such; thing" } }, "/fields/0");
        (await app.Api(Duty.Agent).Get("/api/v1/webhooks")).Is(HttpStatusCode.Forbidden);
        (await app.Api(Duty.Agent).Post("/api/v1/webhooks", new { name = "x", url = good, types })).Is(HttpStatusCode.Forbidden);
        (await _api.Get($"/api/v1/webhooks/{Guid.NewGuid()}/deliveries")).NotFound();
        (await _api.Post($"/api/v1/webhooks/{Guid.NewGuid()}/tests")).NotFound();
    }

    private async Task<Answer> Webhook(Receiver receiver, params string[] types)
    {
        await app.Given.WebhooksSent();   // what other tests have left is none of this one's
        return (await _api.Post("/api/v1/webhooks", new { name = Given.Unique("Receiver"), url = receiver.Url, types })).Created();
    }

    private async Task<JsonNode> Deliveries(Answer webhook) => (await _api.Get($"{webhook.Location}/deliveries")).Ok()["data"]!;

    private async Task<string?> First() => (string?)(await _api.Get("/api/v1/events?limit=1")).Ok()["nextCursor"];
}
