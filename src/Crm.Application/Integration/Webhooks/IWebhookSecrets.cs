using Crm.Domain.Integration;

namespace Crm.Application.Integration.Webhooks;

/// <summary>Makes the secrets that deliveries are signed by, and keeps them encrypted.</summary>
public interface IWebhookSecrets
{
    /// <summary>A new one for the webhook: as it is shown, this once, and as it is kept.</summary>
    (string Shown, KeptSecret Kept) New(Webhook webhook);

    /// <summary>The secret in clear.</summary>
    byte[] Open(Webhook webhook, string kept);
}
