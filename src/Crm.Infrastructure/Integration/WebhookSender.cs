using System.Collections.Concurrent;
using System.Security.Cryptography;
using Crm.Application.Audit;
using Crm.Application.Integration;
using Crm.Application.Integration.Events;
using Crm.Application.Integration.Webhooks;
using Crm.Application.Operations;
using Crm.Domain.Common;
using Crm.Domain.Integration;
using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Integration;

/// <summary>Sends what is due. Each receiver has its own share of what is under way, so that one which never answers delays nobody else. What an instance has in hand when it dies, another takes up when the
/// lease is over.</summary>
public sealed class WebhookSender(IServiceScopeFactory scopes, WebhookLedger ledger, WebhookClient client, IWebhookSecrets secrets, WebhookSettings settings, RealTime clock, ILogger<WebhookSender> log)
{
    private readonly ConcurrentDictionary<Id<Webhook>, int> _held = new();
    private TaskCompletionSource _done = New();

    /// <summary>Ends when a delivery that was under way is over.</summary>
    public Task NextDone => _done.Task;

    /// <summary>Takes what is due and begins to send it.</summary>
    /// <returns>What is under way by it; empty when nothing is due.</returns>
    public async Task<IReadOnlyList<Task>> Begin(CancellationToken ct)
    {
        var room = settings.Concurrency - _held.Values.Sum();
        if (room <= 0) return [];
        var claimed = await ledger.Claim([.. _held.ToArray()], room, ct);
        foreach (var delivery in claimed) _held.AddOrUpdate(delivery.WebhookId, 1, (_, n) => n + 1);
        return [.. claimed.GroupBy(d => d.WebhookId).Select(g => Task.Run(() => SendAll(g.Key, [.. g], ct), CancellationToken.None))];
    }

    private async Task SendAll(Id<Webhook> id, IReadOnlyList<ClaimedDelivery> deliveries, CancellationToken ct)
    {
        var left = new ConcurrentDictionary<Id<WebhookDelivery>, bool>(deliveries.Select(d => KeyValuePair.Create(d.Id, true)));
        try
        {
            if (await Prepare(id, deliveries, ct) is not { } prepared) return;
            await Task.WhenAll(deliveries.Where(d => prepared.Bodies.ContainsKey(d.EventId)).Select(async d =>
            {
                await Send(prepared, d, ct);
                left.TryRemove(d.Id, out _);
                LetGo(id);
            }));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "Deliveries of webhook {Webhook} could not be sent; they are tried again when their lease is over", id);
        }
        catch (OperationCanceledException)
        {
            // The app is stopping; others take the deliveries up when the lease is over.
        }
        finally
        {
            foreach (var _ in left) LetGo(id);
        }
    }

    private async Task<Prepared?> Prepare(Id<Webhook> id, IReadOnlyList<ClaimedDelivery> deliveries, CancellationToken ct)
    {
        await using var scope = Scope();
        var db = scope.ServiceProvider.GetRequiredService<CrmDb>();
        if (await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(w => w.Id == id && w.Status == WebhookStatus.Active, ct) is not { } webhook)
        {
            await ledger.Release([.. deliveries.Select(d => d.Id)], ct);
            return null;
        }
        if (await scope.ServiceProvider.GetRequiredService<SessionCheck>().InNameOf(webhook.OwnerId, webhook.KeyId, ct) is not { } owner)
        {
            await Disable(id, WebhookDisabledReason.OwnerGone, ct);
            await ledger.Release([.. deliveries.Select(d => d.Id)], ct);
            return null;
        }
        scope.ServiceProvider.GetRequiredService<Caller>().ActAs(owner);
        var feed = scope.ServiceProvider.GetRequiredService<EventFeed>();
        var bodies = (await feed.Read([.. deliveries.Select(d => d.EventId).Distinct()], ct)).ToDictionary(r => r.Event.Id, r => WebhookMessage.Of(feed.Details(r)));
        Id<WebhookDelivery>[] hidden = [.. deliveries.Where(d => !bodies.ContainsKey(d.EventId)).Select(d => d.Id)];
        if (hidden.Length > 0) await ledger.Withhold(hidden, ct);
        return new(webhook, bodies);
    }

    private async Task Send(Prepared prepared, ClaimedDelivery delivery, CancellationToken ct)
    {
        var answer = await Try(prepared.Webhook, delivery, prepared.Bodies[delivery.EventId], ct);
        var hopeless = await ledger.Tried(delivery, answer, ct);
        if (answer.IsGone) await Disable(delivery.WebhookId, WebhookDisabledReason.Gone, ct);
        else if (hopeless) await Disable(delivery.WebhookId, WebhookDisabledReason.Failing, ct);
    }

    private async Task<WebhookAnswer> Try(Webhook webhook, ClaimedDelivery delivery, byte[] body, CancellationToken ct)
    {
        try
        {
            return await client.Send(webhook.Url, delivery.EventId, body, secrets.For(webhook, clock.GetUtcNow()), ct);
        }
        catch (CryptographicException)
        {
            return new(clock.GetUtcNow(), 0, null, null, "The secret was kept under another secret of the instance (Crm:Secret); rotate it.", null);
        }
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

    private void LetGo(Id<Webhook> id)
    {
        _held.AddOrUpdate(id, 0, (_, n) => n - 1);
        Interlocked.Exchange(ref _done, New()).SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Prepared(Webhook Webhook, IReadOnlyDictionary<Id<OutboxEvent>, byte[]> Bodies);
}
