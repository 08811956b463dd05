using System.Security.Cryptography;
using System.Text;
using Crm.Application.Common.Lists;
using Microsoft.AspNetCore.WebUtilities;

namespace Crm.Infrastructure.Identity;

/// <summary>Seals list cursors with HMAC-SHA256 over content and scope, shortened to 128 bits.</summary>
internal sealed class CursorSigner(Secrets secrets) : ICursorSigner
{
    private const int SealLength = 16;

    private readonly byte[] _key = secrets.KeyFor("list-cursor");

    public string Sign(byte[] content, string scope) => WebEncoders.Base64UrlEncode([.. Seal(content, scope), .. content]);

    public byte[]? Open(string cursor, string scope)
    {
        byte[] bytes;
        try
        {
            bytes = WebEncoders.Base64UrlDecode(cursor);
        }
        catch (FormatException)
        {
            return null;
        }
        if (bytes.Length <= SealLength) return null;
        var content = bytes[SealLength..];
        return CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, SealLength), Seal(content, scope)) ? content : null;
    }

    private ReadOnlySpan<byte> Seal(byte[] content, string scope) =>
        HMACSHA256.HashData(_key, (byte[])[.. Encoding.UTF8.GetBytes(scope), 0, .. content]).AsSpan(0, SealLength);
}
