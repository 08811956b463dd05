using System.Collections.Frozen;
using System.Text;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using FluentValidation;

namespace Crm.Application.Identity;

/// <summary>Which passwords are too easy to guess: common ones and what is made of them, runs over the keyboard, few characters, the own name or address. Length
/// and a look into lists of known passwords are what NIST SP 800-63B asks for; no kinds of characters are demanded.</summary>
public static class PasswordRules
{
    private const int FewestDifferent = 5;
    private const int ShortestOwnWord = 4;
    private const int ShortestRest = 6;
    private const int ShortestStem = 4;
    private const int LongestStem = 40;
    private const int MostRuns = 3;

    private const string Product = "crm";

    private static readonly char[] Ornaments = [.. " !?.,:;*#+-_/()&%=", .. "0123456789"];

    private static readonly string[] Rows = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm"];

    // The commonest passwords of zxcvbn's list; see THIRD-PARTY-NOTICES.md.
    private static readonly Lazy<FrozenSet<string>> Common = new(() =>
    {
        using var reader = new StreamReader(typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    });

    /// <summary>The rule for a new password, its length included.</summary>
    internal static IRuleBuilderOptions<T, string> NewPassword<T>(this IRuleBuilder<T, string> rule) =>
        rule.Holds(new() { MinLength = User.PasswordMin, MaxLength = User.PasswordMax }, p => Text.Length(p) is >= User.PasswordMin and <= User.PasswordMax)
            .WithErrorCode(InputErrors.PasswordLength).WithMessage($"A password has {User.PasswordMin} to {User.PasswordMax} characters.")
            .Must(p => Text.Length(p) is < User.PasswordMin or > User.PasswordMax || !IsEasy(p)).WithErrorCode(InputErrors.PasswordCommon).WithMessage(Advice);

    /// <exception cref="InvalidInput">The password tells who it belongs to (400).</exception>
    internal static void EnsureNotAbout(string password, string email, string name, string pointer)
    {
        if (IsAbout(password, email, name)) throw InvalidInput.At(pointer, InputErrors.PasswordCommon, "A password must not have the own name or e-mail address in it.");
    }

    internal const string Advice = "This password is among the first that are tried: choose several unrelated words, or let a password manager make one.";

    public static bool IsEasy(string password)
    {
        var lower = password.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        if (lower.Distinct().Count() < FewestDifferent || Runs(lower) <= MostRuns || Common.Value.Contains(lower)) return true;
        // What is added at the ends, and letters that are written as digits, make no password of a common one.
        string[] forms = [Letters(lower), Letters(Plain(lower)), Letters(Plain(lower.Trim(Ornaments)))];
        return forms.Concat(forms.Select(f => f.Replace(Product, "", StringComparison.Ordinal))).Any(f => IsMadeOfCommon(f) || (f.Length >= ShortestRest && Runs(f) <= MostRuns));
    }

    public static bool IsAbout(string password, string email, string name)
    {
        var lower = password.ToLowerInvariant();
        var words = email.Split('@')[0].Split('.', '-', '_', '+').Concat(name.Split(' ', '-')).Append(email.Split('@')[0]);
        return words.Any(w => w.Length >= ShortestOwnWord && (lower.Contains(w.ToLowerInvariant(), StringComparison.Ordinal) || Plain(lower).Contains(w.ToLowerInvariant(), StringComparison.Ordinal)));
    }

    // The whole of it is one common password, twice one, or two of them.
    private static bool IsMadeOfCommon(string letters)
    {
        if (letters.Length is < ShortestStem or > LongestStem) return false;
        if (Common.Value.Contains(letters)) return true;
        for (var at = ShortestStem; at <= letters.Length - ShortestStem; at++)
            if (Common.Value.Contains(letters[..at]) && (Common.Value.Contains(letters[at..]) || IsRepeated(letters, at))) return true;
        return false;
    }

    private static bool IsRepeated(string letters, int length) => letters.Index().All(c => c.Item == letters[c.Index % length]);

    // How many pieces it has that are a character repeated, or follow the alphabet, the digits or the keyboard, in either direction.
    private static int Runs(string text)
    {
        var runs = 1;
        for (var i = 1; i < text.Length; i++)
            if (!Follows(text[i - 1], text[i])) runs++;
        return runs;
    }

    private static bool Follows(char a, char b) =>
        a == b || Array.Exists(Rows, row => row.IndexOf(a, StringComparison.Ordinal) is >= 0 and var at && ((at + 1 < row.Length && row[at + 1] == b) || (at > 0 && row[at - 1] == b)));

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetter));

    private static string Plain(string text) => string.Concat(text.Select(c => c switch { '0' => 'o', '1' => 'i', '3' => 'e', '4' => 'a', '5' => 's', '7' => 't', '8' => 'b', '@' => 'a', '$' => 's', '!' => 'i', _ => c }));
}
