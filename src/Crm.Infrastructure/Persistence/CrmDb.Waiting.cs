using Crm.Application.Service.Assignments;
using Crm.Domain.Common;
using Crm.Domain.Service;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    // Of each queue the first ones are looked at; those behind them only when others have all of these in hand.
    private static readonly int[] Windows = [50, 1000, int.MaxValue];

    public async Task<Id<Ticket>?> ClaimNextTicketAsync(WaitingTickets wanted, CancellationToken ct)
    {
        EnsureInTransaction();
        foreach (var window in Windows)
            if (await ClaimFirst(wanted, window, ct) is { } next) return next;
        return null;
    }

    // Each queue gives its first ones in the order of its index; together they are in order, too, and the first one that nobody has locked is locked. What was given away since
    // the statement began, the condition on the row itself leaves out: it is looked at anew under the lock.
    private async Task<Id<Ticket>?> ClaimFirst(WaitingTickets wanted, int window, CancellationToken ct)
    {
        Guid[] queues = [.. wanted.Queues.Select(q => q.Value)], customers = [.. (wanted.OnlyCustomers ?? []).Select(c => c.Value)];
        string[] skills = [.. wanted.Skills], languages = [.. wanted.Languages.Select(l => $"{l.ToLowerInvariant()}-")];
        var isLimited = wanted.OnlyCustomers is not null;
        var claimed = await Database.SqlQuery<Guid>(
            $"""
             SELECT t.id AS "Value"
             FROM queues q
             CROSS JOIN LATERAL (
               SELECT w.id, w.priority, w.opened_at
               FROM tickets w
               WHERE w.queue_id = q.id AND w.assignee_id IS NULL AND w.status IN ('new', 'open')
                 AND q.required_skills || w.required_skills <@ {skills}
                 AND (NOT {isLimited} OR w.customer_id = ANY ({customers}))
                 AND (NOT q.match_language OR NOT EXISTS (
                   SELECT 1
                   FROM (SELECT lower(coalesce((SELECT k.preferred_language FROM contacts k WHERE k.id = w.contact_id), c.preferred_language)) || '-' AS tag FROM customers c WHERE c.id = w.customer_id) asked
                   WHERE asked.tag IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unnest({languages}) AS spoken (tag) WHERE starts_with(asked.tag, spoken.tag) OR starts_with(spoken.tag, asked.tag))))
               ORDER BY w.priority DESC, w.opened_at, w.id
               LIMIT {window}) w
             JOIN tickets t ON t.id = w.id
             WHERE q.id = ANY ({queues}) AND t.assignee_id IS NULL AND t.status IN ('new', 'open')
             ORDER BY w.priority DESC, w.opened_at, w.id
             LIMIT 1
             FOR NO KEY UPDATE OF t SKIP LOCKED
             """).ToListAsync(ct);
        return claimed is [var id] ? new Id<Ticket>(id) : null;
    }
}
