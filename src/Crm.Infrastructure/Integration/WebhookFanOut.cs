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

    /// <summary>The webhooks that have not come as far as the feed.</summary>
    public Task<List<Id<Webhook>>> Behind(CancellationToken ct) => db.Webhooks.Where(w => w.Status == WebhookStatus.Active && db.Set<EventHead>().Any(h => h.Position > w.Position)).Select(w => w.Id).ToListAsync(ct);

    /// <summary>Goes on with one webhook; nothing is done when another instance is at it.</summary>
    /// <returns>Whether it moved on.</returns>
    public async Task<bool> GoOn(Id<Webhook> id, CancellationToken ct)
    {
        await using var transaction = await db.BeginAsync(ct);
        if (await db.ClaimAsync([id], ct) is [] || await db.Webhooks.SingleOrDefaultAsync(w => w.Id == id && w.Status == WebhookStatus.Active, ct) is not { } webhook) return false;
        if (await check.InNameOf(webhook.OwnerId, webhook.KeyId, ct) is not { } owner)
        {
            webhook.Disable(WebhookDisabledReason.OwnerGone, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return true;
        }
        caller.ActAs(owner);
        var part = await Read(webhook, ct);
        await Add(webhook, [.. part.Rows.Where(r => webhook.Wants(r.Event, r.Fields ?? [])).Select(r => r.Event)], ct);
        await db.Database.ExecuteSqlAsync($"UPDATE webhooks SET position = {part.Last} WHERE id = {id.Value}", ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    // What was forgotten while it was disabled is lost to it; it goes on with what is kept.
    private async Task<EventPart> Read(Webhook webhook, CancellationToken ct)
    {
        EventType[] wanted = [.. webhook.Types.SelectMany(EventTypes.Matching).Distinct()];
        try
        {
            return await feed.Read(webhook.Position, wanted, Batch, ct);
        }
        catch (CursorExpired)
        {
            return await feed.Read(null, wanted, Batch, ct);
        }
    }

    private Task Add(Webhook webhook, IReadOnlyList<OutboxEvent> events, CancellationToken ct)
    {
        if (events.Count == 0) return Task.CompletedTask;
        var (id, now) = (webhook.Id.Value, clock.GetUtcNow());
        Guid[] ids = [.. events.Select(_ => Id<WebhookDelivery>.New().Value)], eventIds = [.. events.Select(e => e.Id.Value)], subjects = [.. events.Select(e => e.SubjectId)];
        string[] types = [.. events.Select(e => e.Type)];
        long[] positions = [.. events.Select(e => e.Position!.Value)];
        return db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, cause, round, position, subject_id, status, attempts, next_attempt_at, created_at)
             SELECT e.id, {id}, e.event_id, e.type, 'event', 0, e.position, e.subject_id, 'pending', 0, {now}, {now}
             FROM unnest({ids}, {eventIds}, {types}, {positions}, {subjects}) AS e (id, event_id, type, position, subject_id)
             ON CONFLICT DO NOTHING
             """, ct);
    }
}
