using Crm.Application.Integration.Events;
using Crm.Application.Integration.Webhooks;
using Crm.Application.Operations;
using Crm.Domain.Common;
using Crm.Domain.Integration;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Integration;

/// <summary>What people ask of deliveries.</summary>
internal sealed class WebhookDeliveries(CrmDb db, WebhookClient client, WebhookLedger ledger, RealTime clock) : IWebhookDeliveries
{
    public async Task<bool> Again(Id<WebhookDelivery> id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.Database.ExecuteSqlAsync(
            $"UPDATE webhook_deliveries SET status = 'pending', attempts = 0, next_attempt_at = {now}, leased_until = NULL, finished_at = NULL WHERE id = {id.Value} AND status <> 'pending'", ct) == 1;
    }

    public async Task<int> Replay(Webhook webhook, DateTimeOffset from, CancellationToken ct)
    {
        var (id, round, position, now) = (webhook.Id.Value, webhook.Replays, webhook.Position, clock.GetUtcNow());
        string[] types = [.. webhook.Types.SelectMany(EventTypes.Matching).Select(t => t.Type).Distinct()], fields = [.. webhook.Fields];
        var (own, key, owner) = (webhook.SkipsOwn, webhook.KeyId?.Value, webhook.OwnerId.Value);
        var added = await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, cause, round, position, subject_id, status, attempts, next_attempt_at, created_at)
             SELECT gen_random_uuid(), {id}, e.id, e.type, 'replay', {round}, e.position, e.subject_id, 'pending', 0, {now}, {now}
             FROM events e
             WHERE e.at >= {from} AND e.position <= {position} AND e.type = ANY ({types})
               AND (cardinality({fields}) = 0 OR EXISTS (SELECT 1 FROM audit_entries a, unnest(a.fields) AS c (name), unnest({fields}) AS f (name)
                                                         WHERE a.id = e.audit_entry_id AND (c.name = f.name OR starts_with(c.name, f.name || '.'))))
               AND NOT ({own} AND CASE WHEN {key}::uuid IS NULL THEN e.actor_id = {owner} ELSE e.key_id = {key} END IS TRUE)
             LIMIT {IWebhookDeliveries.MostReplayed + 1}
             """, ct);
        return added <= IWebhookDeliveries.MostReplayed ? added : throw WebhookErrors.ReplayTooLarge(IWebhookDeliveries.MostReplayed);
    }

    public async Task<Id<WebhookDelivery>> Test(Webhook webhook, CancellationToken ct)
    {
        var (delivery, message, now) = (Id<WebhookDelivery>.New(), Id<OutboxEvent>.New(), clock.GetUtcNow());
        var answer = await client.Send(webhook, message, WebhookMessage.OfTest(message, now), ct);
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, cause, round, position, subject_id, status, attempts, created_at, finished_at)
             VALUES ({delivery.Value}, {webhook.Id.Value}, {message.Value}, {WebhookMessage.TestType}, 'test', 0, 0, {webhook.Id.Value}, {(answer.IsSuccess ? "delivered" : "failed")}, 1, {now}, {clock.GetUtcNow()})
             """, ct);
        await ledger.Note(delivery, answer, ct);
        return delivery;
    }
}
