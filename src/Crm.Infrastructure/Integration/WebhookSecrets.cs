using System.Security.Cryptography;
using Crm.Application.Integration.Webhooks;
using Crm.Domain.Integration;
using Crm.Infrastructure.Identity;

namespace Crm.Infrastructure.Integration;

/// <summary>Keeps the secrets of webhooks under AES-256-GCM with a key derived from the instance's secret, each bound to its webhook: a copy of the database signs nothing.</summary>
internal sealed class WebhookSecrets(Secrets secrets) : IWebhookSecrets
{
    private const int KeySize = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly byte[] _key = secrets.KeyFor("webhook-secret")[..KeySize];

    public (string Shown, KeptSecret Kept) New(Webhook webhook)
    {
        var secret = RandomNumberGenerator.GetBytes(WebhookSignature.SecretBytes);
        var kept = new byte[NonceSize + TagSize + secret.Length];
        RandomNumberGenerator.Fill(kept.AsSpan(0, NonceSize));
        using var cipher = new AesGcm(_key, TagSize);
        cipher.Encrypt(kept.AsSpan(0, NonceSize), secret, kept.AsSpan(NonceSize + TagSize), kept.AsSpan(NonceSize, TagSize), webhook.Id.Value.ToByteArray());
        return (WebhookSignature.Written(secret), new(Convert.ToBase64String(kept)));
    }

    /// <exception cref="CryptographicException">It was kept under another secret of the instance.</exception>
    public byte[] Open(Webhook webhook, string sealedSecret)
    {
        var kept = Convert.FromBase64String(sealedSecret);
        var secret = new byte[kept.Length - NonceSize - TagSize];
        using var cipher = new AesGcm(_key, TagSize);
        cipher.Decrypt(kept.AsSpan(0, NonceSize), kept.AsSpan(NonceSize + TagSize), kept.AsSpan(NonceSize, TagSize), secret, webhook.Id.Value.ToByteArray());
        return secret;
    }
}
