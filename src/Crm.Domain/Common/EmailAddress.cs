namespace Crm.Domain.Common;

/// <summary>The rules for an e-mail address: at most 254 characters (RFC 5321), one @ with something on both sides, compared case-insensitively.</summary>
public static class EmailAddress
{
    public const int Max = 254;

    public static bool IsValid(string? s)
    {
        s = Text.Clean(s);
        if (s is null || s.Length > Max || !Text.IsPrintable(s) || s.Any(char.IsWhiteSpace)) return false;
        var at = s.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= 64 && at == s.LastIndexOf('@') && at < s.Length - 1
            && !s.EndsWith('.') && s[at + 1] != '.' && !s.Contains("..", StringComparison.Ordinal);
    }

    /// <summary>The form in which addresses are compared.</summary>
    public static string Normalize(string s) => Text.Required(Text.Required(s).ToLowerInvariant());
}
