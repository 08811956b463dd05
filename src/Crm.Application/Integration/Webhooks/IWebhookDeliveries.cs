using Crm.Domain.Common;
using Crm.Domain.Integration;

namespace Crm.Application.Integration.Webhooks;

/// <summary>The deliveries, of which there may be very many: they are added and changed by statements, never loaded and saved.</summary>
public interface IWebhookDeliveries
{
    /// <summary>Makes one that is over due again, with all its tries; in a transaction.</summary>
    /// <returns>False when it is not over.</returns>
    Task<bool> Again(Id<WebhookDelivery> id, CancellationToken ct);

    /// <summary>So many at most are sent again by one replay.</summary>
    const int MostReplayed = 100_000;

    /// <summary>Adds a delivery of the webhook's present round for each event from the time on that it wants and was past already; in a transaction, with the webhook locked. Whether its owner may see the
    /// record is looked at when it is sent, as always.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="RuleBroken">They would be more than <see cref="MostReplayed"/>.</exception>
    Task<int> Replay(Webhook webhook, DateTimeOffset from, CancellationToken ct);

    /// <summary>Calls the receiver once, now, and keeps what came back.</summary>
    Task<Id<WebhookDelivery>> Test(Webhook webhook, CancellationToken ct);
}
