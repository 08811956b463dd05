using Crm.Application.Common;
using Crm.Application.Integration.Events;
using Crm.Application.Operations;
using Crm.Domain.Common;
using Crm.Domain.Integration;
using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Integration;

/// <summary>Makes deliveries of the events that a webhook wants, in the name of its owner. How far it has come stands in the webhook's row, moved in the transaction that adds the deliveries.</summary>
public sealed class WebhookFanOut(CrmDb db, Caller caller, SessionCheck check, EventFeed feed, RealTime clock)
{
    private const int Batch = 500;

    /// <summary>The webhooks that have not come as far as the feed: together those that read on from the same place with the same rights.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<Id<Webhook>>>> Behind(CancellationToken ct)
    {
        var behind = await db.Webhooks.Where(w => w.Status == WebhookStatus.Active && db.Set<EventHead>().Any(h => h.Position > w.Position)).Select(w => new { w.Id, w.OwnerId, w.KeyId, w.Position }).ToListAsync(ct);
        return [.. behind.GroupBy(w => (w.OwnerId, w.KeyId, w.Position)).Select(g => (IReadOnlyList<Id<Webhook>>)[.. g.Select(w => w.Id)])];
    }

    /// <summary>Goes on with webhooks that read on together; nothing is done when another instance is at them.</summary>
    /// <returns>Whether they moved on.</returns>
    public async Task<bool> GoOn(IReadOnlyCollection<Id<Webhook>> ids, CancellationToken ct)
    {
        await using var transaction = await db.BeginAsync(ct);
        var claimed = await db.ClaimAsync(ids, ct);
        if (claimed is []) return false;
        var found = await db.Webhooks.Where(w => claimed.Contains(w.Id) && w.Status == WebhookStatus.Active).ToListAsync(ct);
        if (found is not [var first, ..]) return false;
        var webhooks = found.FindAll(w => (w.OwnerId, w.KeyId, w.Position) == (first.OwnerId, first.KeyId, first.Position));   // what has changed since comes next
        if (await check.InNameOf(first.OwnerId, first.KeyId, ct) is not { } owner)
        {
            foreach (var webhook in webhooks) webhook.Disable(WebhookDisabledReason.OwnerGone, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return true;
        }
        caller.ActAs(owner);
        var wanted = webhooks.ToDictionary(w => w.Id, w => w.Types.SelectMany(EventTypes.Matching).ToHashSet());
        var part = await Read(first.Position, [.. wanted.Values.SelectMany(t => t).Distinct()], ct);
        var types = wanted.ToDictionary(w => w.Key, w => w.Value.Select(t => t.Type).ToHashSet(StringComparer.Ordinal));
        await Add([.. from r in part.Rows from w in webhooks where types[w.Id].Contains(r.Event.Type) && w.Wants(r.Event, r.Fields ?? []) select (w.Id, r.Event)], ct);
        Guid[] moved = [.. webhooks.Select(w => w.Id.Value)];
        await db.Database.ExecuteSqlAsync($"UPDATE webhooks SET position = {part.Last} WHERE id = ANY ({moved})", ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    // What was forgotten while it was disabled is lost to it; it goes on with what is kept.
    private async Task<EventPart> Read(long after, IReadOnlyCollection<EventType> wanted, CancellationToken ct)
    {
        try
        {
            return await feed.Read(after, wanted, Batch, ct);
        }
        catch (CursorExpired)
        {
            return await feed.Read(null, wanted, Batch, ct);
        }
    }

    private Task Add(IReadOnlyList<(Id<Webhook> Webhook, OutboxEvent Event)> deliveries, CancellationToken ct)
    {
        if (deliveries.Count == 0) return Task.CompletedTask;
        var now = clock.GetUtcNow();
        Guid[] ids = [.. deliveries.Select(_ => Id<WebhookDelivery>.New().Value)], webhooks = [.. deliveries.Select(d => d.Webhook.Value)];
        Guid[] events = [.. deliveries.Select(d => d.Event.Id.Value)], subjects = [.. deliveries.Select(d => d.Event.SubjectId)];
        string[] types = [.. deliveries.Select(d => d.Event.Type)];
        long[] positions = [.. deliveries.Select(d => d.Event.Position!.Value)];
        return db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, cause, round, position, subject_id, status, attempts, next_attempt_at, created_at)
             SELECT d.id, d.webhook_id, d.event_id, d.type, 'event', 0, d.position, d.subject_id, 'pending', 0, {now}, {now}
             FROM unnest({ids}, {webhooks}, {events}, {types}, {positions}, {subjects}) AS d (id, webhook_id, event_id, type, position, subject_id)
             ON CONFLICT DO NOTHING
             """, ct);
    }
}
