using System.Collections.Concurrent;
using Crm.Application.Audit;
using Crm.Application.Integration;
using Crm.Application.Integration.Events;
using Crm.Application.Integration.Webhooks;
using Crm.Application.Operations;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Integration;
using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Integration;

/// <summary>Sends what is due. Each receiver has its own share of what is under way, so that one which never answers delays nobody else. What an instance has in hand when it dies, another takes up when the
/// lease is over.</summary>
public sealed class WebhookSender(IServiceScopeFactory scopes, WebhookLedger ledger, WebhookClient client, WebhookSettings settings, RealTime clock, ILogger<WebhookSender> log)
{
    /// <summary>After so long without an answer a try counts as waiting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan GivingBack = TimeSpan.FromSeconds(2);

    private readonly WebhookShares _shares = new(settings.Concurrency);
    private readonly ConcurrentDictionary<Task, bool> _sending = new();
    private TaskCompletionSource _done = New();

    /// <summary>Ends when there may be room for more.</summary>
    public Task NextDone => _done.Task;

    /// <summary>Ends when nothing is under way any more.</summary>
    public Task Rest() => Task.WhenAll(_sending.Keys);

    /// <summary>Takes what is due and begins to send it.</summary>
    /// <returns>What is under way by it; empty when nothing is due.</returns>
    public async Task<IReadOnlyList<Task>> Begin(CancellationToken ct)
    {
        var room = _shares.Room;
        if (room <= 0) return [];
        var claimed = await ledger.Claim(_shares.Known(), room, ct);
        foreach (var delivery in claimed) _shares.Take(delivery.WebhookId);
        // What goes out with the same rights is read together.
        return [.. claimed.GroupBy(d => (d.OwnerId, d.KeyId)).Select(g => Followed(Task.Run(() => SendAll(g.Key.OwnerId, g.Key.KeyId, [.. g], ct), CancellationToken.None)))];
    }

    private Task Followed(Task sending)
    {
        _sending[sending] = true;
        _ = sending.ContinueWith(s => _sending.TryRemove(s, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return sending;
    }

    private async Task SendAll(Id<User> ownerId, Id<ApiKey>? keyId, IReadOnlyList<ClaimedDelivery> deliveries, CancellationToken ct)
    {
        List<Trying> tries = [.. deliveries.Select(d => new Trying(d))];
        try
        {
            if (await Prepare(ownerId, keyId, deliveries, ct) is not { } prepared) return;
            await Task.WhenAll(tries.Where(t => prepared.Webhooks.ContainsKey(t.Delivery.WebhookId) && prepared.Bodies.ContainsKey(t.Delivery.EventId)).Select(t => Send(prepared, t, ct)));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "Deliveries in the name of {Owner} could not be sent; they are tried again when their lease is over", ownerId);
        }
        catch (OperationCanceledException)
        {
            await GiveBack([.. tries.Where(t => !t.IsOver).Select(t => t.Delivery.Id)]);
        }
        finally
        {
            foreach (var untried in tries.Where(t => !t.IsLetGo)) LetGo(untried, null);
        }
    }

    // The app is stopping: others need not wait for the lease to be over.
    private async Task GiveBack(IReadOnlyCollection<Id<WebhookDelivery>> deliveries)
    {
        try
        {
            using var end = new CancellationTokenSource(GivingBack);
            await ledger.Release(deliveries, end.Token);
        }
        catch (Exception e)
        {
            log.LogInformation(e, "Deliveries were not given back; others take them up when their lease is over");
        }
    }

    private async Task<Prepared?> Prepare(Id<User> ownerId, Id<ApiKey>? keyId, IReadOnlyList<ClaimedDelivery> deliveries, CancellationToken ct)
    {
        await using var scope = Scope();
        var db = scope.ServiceProvider.GetRequiredService<CrmDb>();
        Id<Webhook>[] ids = [.. deliveries.Select(d => d.WebhookId).Distinct()];
        var webhooks = await db.Webhooks.AsNoTracking().Where(w => ids.Contains(w.Id) && w.Status == WebhookStatus.Active && w.OwnerId == ownerId && w.KeyId == keyId).ToDictionaryAsync(w => w.Id, ct);
        Id<WebhookDelivery>[] stopped = [.. deliveries.Where(d => !webhooks.ContainsKey(d.WebhookId)).Select(d => d.Id)];
        if (stopped.Length > 0) await ledger.Release(stopped, ct);
        if (webhooks.Count == 0) return null;
        if (await scope.ServiceProvider.GetRequiredService<SessionCheck>().InNameOf(ownerId, keyId, ct) is not { } owner)
        {
            foreach (var id in webhooks.Keys) await Disable(id, WebhookDisabledReason.OwnerGone, ct);
            await ledger.Release([.. deliveries.Select(d => d.Id)], ct);
            return null;
        }
        scope.ServiceProvider.GetRequiredService<Caller>().ActAs(owner);
        var feed = scope.ServiceProvider.GetRequiredService<EventFeed>();
        var bodies = (await feed.Read([.. deliveries.Select(d => d.EventId).Distinct()], ct)).ToDictionary(r => r.Event.Id, r => WebhookMessage.Of(feed.Details(r)));
        Id<WebhookDelivery>[] hidden = [.. deliveries.Where(d => webhooks.ContainsKey(d.WebhookId) && !bodies.ContainsKey(d.EventId)).Select(d => d.Id)];
        if (hidden.Length > 0) await ledger.Withhold(hidden, ct);
        return new(webhooks, bodies);
    }

    private async Task Send(Prepared prepared, Trying trying, CancellationToken ct)
    {
        var delivery = trying.Delivery;
        WebhookAnswer? answer = null;
        try
        {
            var calling = client.Send(prepared.Webhooks[delivery.WebhookId], delivery.EventId, prepared.Bodies[delivery.EventId], ct);
            if (await Task.WhenAny(calling, Task.Delay(Patience, ct)) != calling) Wait(trying);
            answer = await calling;
            var hopeless = await ledger.Tried(delivery, answer, ct);
            trying.IsOver = true;
            if (answer.IsGone) await Disable(delivery.WebhookId, WebhookDisabledReason.Gone, ct);
            else if (hopeless) await Disable(delivery.WebhookId, WebhookDisabledReason.Failing, ct);
        }
        finally
        {
            LetGo(trying, answer);
        }
    }

    private void Wait(Trying trying)
    {
        trying.Waits = true;
        _shares.SetAside();
        Done();
    }

    private void LetGo(Trying trying, WebhookAnswer? answer)
    {
        trying.IsLetGo = true;
        _shares.LetGo(trying.Delivery.WebhookId, trying.Waits, answer);
        Done();
    }

    private async Task Disable(Id<Webhook> id, WebhookDisabledReason reason, CancellationToken ct)
    {
        await using var scope = Scope();
        var db = scope.ServiceProvider.GetRequiredService<CrmDb>();
        await using var transaction = await db.BeginAsync(ct);
        await db.LockAsync([id], ct);
        if (await db.Webhooks.SingleOrDefaultAsync(w => w.Id == id, ct) is not { } webhook) return;
        webhook.Disable(reason, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        log.LogWarning("Webhook {Webhook} is disabled: {Reason}", id, reason);
    }

    private AsyncServiceScope Scope()
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<AuditOrigin>().Channel = "job:webhook";
        return scope;
    }

    private void Done() => Interlocked.Exchange(ref _done, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How far this instance has come with a delivery.</summary>
    private sealed class Trying(ClaimedDelivery delivery)
    {
        public ClaimedDelivery Delivery => delivery;
        public bool Waits { get; set; }
        public bool IsOver { get; set; }
        public bool IsLetGo { get; set; }
    }

    private sealed record Prepared(IReadOnlyDictionary<Id<Webhook>, Webhook> Webhooks, IReadOnlyDictionary<Id<OutboxEvent>, byte[]> Bodies);
}
