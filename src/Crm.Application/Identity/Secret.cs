using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Crm.Application.Identity;

/// <summary>Secrets of 256 random bits. They need no slow hash, for nobody can try them all.</summary>
public static class Secret
{
    public const int Bytes = 32;

    /// <summary>A new one, 43 characters of base64url.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is kept of it: SHA-256, in hexadecimal digits.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Hides a secret so that only who has the other one can read it: a pad made of the other one, used for nothing else.</summary>
    public static string Seal(string secret, string under) => Base64Url.EncodeToString(Padded(Base64Url.DecodeFromChars(secret), under));

    public static string Open(string sealedSecret, string under) => Base64Url.EncodeToString(Padded(Base64Url.DecodeFromChars(sealedSecret), under));

    private static byte[] Padded(byte[] bytes, string under)
    {
        var pad = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(under), bytes.Length, info: "next refresh token"u8.ToArray());
        for (var i = 0; i < bytes.Length; i++) bytes[i] ^= pad[i];
        return bytes;
    }
}
