using System.Security.Cryptography;
using Crm.Domain.Identity;

namespace Crm.Application.Identity.ApiKeys;

/// <summary>The form of a key's secret: crm_, the prefix, an underscore, 256 random bits in base64url and six characters over all of it, by which a mistyped one
/// is told without asking the database, and by which scanners can tell a secret that has leaked from anything else.</summary>
public static class KeySecret
{
    private const string Start = "crm_";
    private const int RandomLength = 43;
    private const int SumLength = 6;
    private const string PrefixCharacters = "abcdefghijkmnpqrstuvwxyz23456789";

    public const int Length = 4 + ApiKey.PrefixLength + 1 + RandomLength + SumLength;

    public static string NewPrefix() => RandomNumberGenerator.GetString(PrefixCharacters, ApiKey.PrefixLength);

    public static string New(string prefix)
    {
        var secret = $"{Start}{prefix}_{Secret.New()}";
        return secret + Sum(secret);
    }

    /// <summary>The prefix of a well-formed secret, else null.</summary>
    public static string? PrefixOf(string secret) =>
        secret.Length == Length && secret.StartsWith(Start, StringComparison.Ordinal) && secret[Start.Length + ApiKey.PrefixLength] == '_' && secret[^SumLength..] == Sum(secret[..^SumLength])
            ? secret.Substring(Start.Length, ApiKey.PrefixLength)
            : null;

    private static string Sum(string secret) => Secret.Hash(secret)[..SumLength];
}
