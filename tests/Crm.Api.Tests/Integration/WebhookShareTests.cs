using System.Net;
using System.Text.Json.Nodes;
using Crm.Infrastructure.Integration;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests.Integration;

/// <summary>An app that has few calls open at once and waits long for each.</summary>
public sealed class NarrowWebhookApp(PostgresServer server) : WebhookApp(server)
{
    public const int Concurrency = 8;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Webhooks:Concurrency", "8");
        builder.UseSetting("Webhooks:TimeoutSeconds", "60");
    }
}

/// <summary>What one receiver takes from another: nothing.</summary>
public sealed class WebhookShareTests(NarrowWebhookApp app) : IClassFixture<NarrowWebhookApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task However_many_receivers_are_silent_there_is_room_for_the_others()
    {
        const int events = 30;
        await using var dead = await Receiver.Start();
        await using var alive = await Receiver.Start();
        using var end = new CancellationTokenSource();
        List<Answer> silent = [];
        for (var i = 0; i <= NarrowWebhookApp.Concurrency; i++) silent.Add(await Webhook(dead));
        await Webhook(alive);
        // Who is called first is not said: the living one may have all of its own before each of the silent has been called.
        var (allArrived, allCalled) = (new TaskCompletionSource(), new TaskCompletionSource());
        dead.Answers = (_, http) =>
        {
            if (dead.Got.Count >= silent.Count) allCalled.TrySetResult();
            return Silence(http, end.Token);
        };
        alive.Answers = (_, http) =>
        {
            if (alive.Got.Count == events) allArrived.TrySetResult();
            return Receiver.Status(http, 200);
        };
        for (var i = 0; i < events; i++) await app.Given.Customer();
        await app.Given.DeliveriesMade();

        using var stop = new CancellationTokenSource();
        var sending = await SendUntil(Task.WhenAll(allArrived.Task, allCalled.Task), stop.Token);
        foreach (var webhook in silent) Assert.All((await Deliveries(webhook)).AsArray(), d => Assert.Equal(0, (int)d!["attempts"]!));   // not one of them has been given up meanwhile
        Assert.InRange(dead.Got.Count, silent.Count, silent.Count * WebhookShares.First);   // none is called more often than somebody of whom nothing is known
        await stop.CancelAsync();
        await end.CancelAsync();
        await Task.WhenAll(sending);
        foreach (var webhook in silent) (await _api.Put($"{webhook.Location}/deactivation")).Ok();
    }

    [Fact]
    public async Task What_an_instance_has_in_hand_when_it_stops_others_take_up_at_once()
    {
        await using var receiver = await Receiver.Start();
        using var end = new CancellationTokenSource();
        var (called, isSilent) = (new TaskCompletionSource(), true);
        receiver.Answers = (_, http) =>
        {
            called.TrySetResult();
            return isSilent ? Silence(http, end.Token) : Receiver.Status(http, 200);
        };
        var webhook = await Webhook(receiver);
        await app.Given.Customer();
        await app.Given.DeliveriesMade();
        using var stop = new CancellationTokenSource();
        var sender = app.Services.GetRequiredService<WebhookSender>();
        var sending = await sender.Begin(stop.Token);
        await called.Task;
        await stop.CancelAsync();
        await Task.WhenAll(sending);
        await sender.Rest();

        isSilent = false;
        await app.Given.WebhooksSent();
        Assert.Equal(("delivered", 1), ((string)(await Deliveries(webhook))[0]!["status"]!, (int)(await Deliveries(webhook))[0]!["attempts"]!));
        Assert.Single(receiver.Got.Select(g => g.Id).Distinct());
    }

    [Fact]
    public async Task Webhooks_that_read_on_together_get_each_what_it_asked_for()
    {
        await using var receiver = await Receiver.Start();
        await using var others = await Receiver.Start();
        await app.Given.WebhooksSent();
        var customer = await app.Given.Customer();
        await app.Given.WebhooksSent();
        var (_, other) = await app.Given.SomebodyWho(new { customers = new { read = "own" }, settings = new { manage = "all" } });
        Answer[] webhooks =
        [
            (await _api.Post("/api/v1/webhooks", new { name = "Created", url = receiver.Url, types = new[] { "customer.created" } })).Created(),
            (await _api.Post("/api/v1/webhooks", new { name = "Notes", url = receiver.Url, types = new[] { "customer.*" }, fields = new[] { "notes" } })).Created(),
            (await _api.Post("/api/v1/webhooks", new { name = "Contacts", url = receiver.Url, types = new[] { "contact.*" } })).Created(),
            (await other.Post("/api/v1/webhooks", new { name = "Sees nothing", url = others.Url, types = new[] { "customer.*" } })).Created(),
        ];
        (await _api.Patch($"/api/v1/customers/{customer.Id}", new { notes = "1" })).Ok();
        (await _api.Patch($"/api/v1/customers/{customer.Id}", new { name = "Another" })).Ok();
        await app.Given.Contact((await app.Given.Customer()).Id);
        await app.Given.WebhooksSent();

        var types = new List<string>();
        foreach (var webhook in webhooks) types.Add(string.Join(' ', (await Deliveries(webhook)).AsArray().Select(d => (string)d!["eventType"]!)));
        Assert.Equal(["customer.created", "customer.changed", "contact.created", ""], types);
        Assert.Equal(["contact.created", "customer.changed", "customer.created"], receiver.Got.Select(g => g.Type).Order(StringComparer.Ordinal));
        Assert.Empty(others.Got);
    }

    [Fact]
    public async Task A_secret_that_cannot_be_opened_is_a_failure_that_says_what_to_do()
    {
        await using var receiver = await Receiver.Start();
        var (webhook, other) = (await Webhook(receiver), await Webhook(receiver));
        // One that was kept for another webhook is as good as one that was kept under another secret of the instance.
        await app.Db(db => db.Database.ExecuteSqlAsync($"UPDATE webhooks SET secret = (SELECT secret FROM webhooks WHERE id = {Guid.Parse(other.Id)}) WHERE id = {Guid.Parse(webhook.Id)}", TestContext.Current.CancellationToken));
        var tried = (await _api.Post($"{webhook.Location}/tests")).Ok();
        Assert.Equal("failed", (string)tried["delivery", "status"]!);
        Assert.Contains("rotate", (string)tried["tries", 0, "error"]!, StringComparison.Ordinal);
        Assert.Empty(receiver.Got);
        (await _api.Post($"{webhook.Location}/rotation", new { overlapHours = 0 })).Ok();
        Assert.Equal("delivered", (string)(await _api.Post($"{webhook.Location}/tests")).Ok()["delivery", "status"]!);
        Assert.Equal(HttpStatusCode.OK, (await _api.Post($"{other.Location}/tests")).Status);
    }

    private async Task<List<Task>> SendUntil(Task arrived, CancellationToken ct)
    {
        var sender = app.Services.GetRequiredService<WebhookSender>();
        List<Task> sending = [];
        while (!arrived.IsCompleted)
        {
            var done = sender.NextDone;
            var begun = await sender.Begin(ct);
            sending.AddRange(begun);
            if (begun.Count == 0) await Task.WhenAny(done, arrived);
        }
        return sending;
    }

    private static Task Silence(HttpContext http, CancellationToken end) =>
        Task.Delay(Timeout.Infinite, CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, end).Token).ContinueWith(_ => { }, TestContext.Current.CancellationToken);

    private async Task<Answer> Webhook(Receiver receiver)
    {
        await app.Given.WebhooksSent();   // what other tests have left is none of this one's
        return (await _api.Post("/api/v1/webhooks", new { name = Given.Unique("Receiver"), url = receiver.Url, types = new[] { "customer.created" } })).Created();
    }

    private async Task<JsonNode> Deliveries(Answer webhook) => (await _api.Get($"{webhook.Location}/deliveries")).Ok()["data"]!;
}
