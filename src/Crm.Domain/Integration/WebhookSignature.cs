using System.Security.Cryptography;
using System.Text;

namespace Crm.Domain.Integration;

/// <summary>Signatures of the Standard Webhooks specification (version 1): v1, a comma and the HMAC-SHA256 of id, time and body in base64.</summary>
public static class WebhookSignature
{
    public const string SecretPrefix = "whsec_";

    /// <summary>The specification asks for 24 to 64.</summary>
    public const int SecretBytes = 32;

    /// <summary>A secret as it is shown to people.</summary>
    public static string Written(byte[] secret) => SecretPrefix + Convert.ToBase64String(secret);

    /// <param name="secrets">All by which is signed: during a rotation the new and the old one.</param>
    /// <param name="timestamp">Of this try, in seconds since 1970.</param>
    /// <returns>What goes into the header webhook-signature: the signatures, separated by spaces.</returns>
    public static string Of(IEnumerable<byte[]> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(FormattableString.Invariant($"{id}.{timestamp}.")), .. body];
        return string.Join(' ', secrets.Select(s => "v1," + Convert.ToBase64String(HMACSHA256.HashData(s, signed))));
    }
}
