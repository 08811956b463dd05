using System.Text;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Integration.Events;
using Crm.Domain.Common;
using Crm.Domain.Integration;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Integration.Webhooks;

public sealed record GetWebhookDelivery(Id<Webhook> WebhookId, Id<WebhookDelivery> Id) : IRequest<WebhookDeliveryDetails>;

/// <summary>A delivery with its tries.</summary>
/// <param name="Request">What is sent.</param>
/// <param name="Tries">Each try and what came back, the last one first.</param>
public sealed record WebhookDeliveryDetails(WebhookDeliveryRow Delivery, WebhookRequestDetails Request, IReadOnlyList<WebhookAttemptDetails> Tries);

/// <summary>What is sent to a receiver. The headers webhook-timestamp and webhook-signature are made anew for each try.</summary>
/// <param name="Url">Where it is sent now.</param>
/// <param name="Body">The body as the one who reads this may see it; null when that is not at all, or when the event is not kept any more.</param>
public sealed record WebhookRequestDetails(string Url, IReadOnlyDictionary<string, string> Headers, string? Body);

/// <summary>One try.</summary>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="AnswerStatus">The status of the answer; null when there was none.</param>
/// <param name="Answer">The beginning of the answer's body.</param>
/// <param name="Error">Why there was no answer, or why it does not count.</param>
public sealed record WebhookAttemptDetails(DateTimeOffset At, int Milliseconds, int? AnswerStatus, string? Answer, string? Error);

internal sealed class GetWebhookDeliveryHandler(ICrmDb db, EventFeed feed) : IRequestHandler<GetWebhookDelivery, WebhookDeliveryDetails>
{
    public Task<WebhookDeliveryDetails> Handle(GetWebhookDelivery q, CancellationToken ct) => db.DetailsOf(q.WebhookId, q.Id, feed, ct);
}

internal static class DeliveryDetails
{
    public static async Task<WebhookDeliveryDetails> DetailsOf(this ICrmDb db, Id<Webhook> webhook, Id<WebhookDelivery> id, EventFeed feed, CancellationToken ct)
    {
        var delivery = await db.WebhookDeliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id && d.WebhookId == webhook, ct) ?? throw new NotFound(nameof(WebhookDelivery), id);
        var url = await db.Webhooks.WithArchived().Where(w => w.Id == webhook).Select(w => w.Url).SingleAsync(ct);
        var tries = await db.WebhookAttempts.AsNoTracking().Where(a => a.DeliveryId == id).OrderByDescending(a => a.At).ThenByDescending(a => a.Id)
            .Select(a => new WebhookAttemptDetails(a.At, a.Milliseconds, a.AnswerStatus, a.Answer, a.Error)).ToListAsync(ct);
        var body = delivery.Cause == WebhookDeliveryCause.Test ? WebhookMessage.OfTest(delivery.EventId, delivery.CreatedAt) : await feed.Read([delivery.EventId], ct) is [var row] ? WebhookMessage.Of(feed.Details(row)) : null;
        return new(WebhookDeliveryRow.Of(delivery), new(url, WebhookMessage.HeadersOf(delivery.EventId), body is null ? null : Encoding.UTF8.GetString(body)), tries);
    }
}
