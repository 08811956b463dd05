using System.Text.RegularExpressions;
using Crm.Domain.Common;
using FluentValidation;

namespace Crm.Application.Common;

/// <summary>The rules of shape that many inputs share. Each has a stable code, the same for every resource.</summary>
public static partial class Rules
{
    /// <summary>Text without control characters and without U+FFFE, as <see cref="Domain.Common.Text.IsPrintable"/> checks it.</summary>
    public const string PrintableLine = @"^[^\u0000-\u001F\u007F-\u009F\uFFFE]*$";

    /// <summary>As above, but with tabs and line ends.</summary>
    public const string PrintableBlock = @"^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE]*$";

    /// <summary>What cannot be seen, of which alone no text consists (<see cref="Domain.Common.Text.Clean"/>); stands inside of square brackets.</summary>
    public const string Invisible = @"\s\u0085\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB";

    /// <summary>Control characters, as <see cref="PrintableLine"/> has them.</summary>
    public const string Unprintable = @"\u0000-\u001F\u007F-\u009F\uFFFE";

    /// <summary>The digits of the scripts that numbers are written in most, for expressions that know no categories; stands inside of square brackets.</summary>
    public const string Digits = @"0-9\u0660-\u0669\u06F0-\u06F9\u0966-\u096F\uFF10-\uFF19";

    /// <summary>A phone number, as <see cref="PhoneNumber.IsValid"/> counts its digits.</summary>
    public const string PhoneDigits = $"^[^{Digits}]*([{Digits}][^{Digits}]*){{3,25}}$";

    private const string SensibleYear = "^(1[89]|2[0-4])[0-9]{2}-|^2500-";

    /// <summary>Text on one line; may be absent.</summary>
    public static IRuleBuilderOptions<T, string?> Line<T>(this IRuleBuilder<T, string?> rule, int max) => rule.Text(max, multiline: false);

    /// <summary>Text on one line that must be there.</summary>
    public static IRuleBuilderOptions<T, string?> RequiredLine<T>(this IRuleBuilder<T, string?> rule, int max) => rule.Present().Line(max);

    /// <summary>Text with line ends and tabs; may be absent.</summary>
    public static IRuleBuilderOptions<T, string?> Block<T>(this IRuleBuilder<T, string?> rule, int max) => rule.Text(max, multiline: true);

    public static IRuleBuilderOptions<T, string?> RequiredBlock<T>(this IRuleBuilder<T, string?> rule, int max) => rule.Present().Block(max);

    public static IRuleBuilderOptions<T, string?> Email<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Holds(new() { Format = "email" }, v => v is null || EmailAddress.IsValid(v)).WithErrorCode(InputErrors.EmailInvalid).WithMessage("This is not an e-mail address.");

    public static IRuleBuilderOptions<T, string> CurrencyCode<T>(this IRuleBuilder<T, string> rule) =>
        rule.Holds(new() { Pattern = "^[A-Z]{3}$", MinLength = 3, MaxLength = 3, Values = [.. Currency.Codes] }, Currency.IsKnown).WithErrorCode(InputErrors.CurrencyUnknown).WithMessage("A currency is a code of ISO 4217, such as EUR.");

    public static IRuleBuilderOptions<T, string> Country<T>(this IRuleBuilder<T, string> rule) =>
        rule.Holds(new() { Pattern = "^[A-Za-z]{2}$", MinLength = 2, MaxLength = 2, Needed = true }, c => c is { Length: 2 } && c.All(char.IsAsciiLetter))
            .WithErrorCode(InputErrors.CountryInvalid).WithMessage("A country is a code of two letters (ISO 3166-1 alpha-2), such as DE.");

    /// <summary>A BCP 47 language tag, checked for its form.</summary>
    public static IRuleBuilderOptions<T, string?> Language<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Holds(new() { Pattern = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$", MinLength = 2, MaxLength = 35 }, v => v is null || LanguageTag().IsMatch(v))
            .WithErrorCode(InputErrors.LanguageInvalid).WithMessage("A language is a BCP 47 tag, such as de or zh-Hans.");

    /// <summary>A time of the day, as the pattern has it.</summary>
    public static IRuleBuilderOptions<T, string?> TimeOfDay<T>(this IRuleBuilder<T, string?> rule, string pattern, string message) =>
        rule.Holds(new() { Pattern = pattern, MinLength = 5, MaxLength = 5, Needed = true }, v => v is { Length: 5 } && Regex.IsMatch(v, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))
            .WithErrorCode(InputErrors.TimeOfDayInvalid).WithMessage(message);

    public static IRuleBuilderOptions<T, IReadOnlyList<TItem>?> AtMost<T, TItem>(this IRuleBuilder<T, IReadOnlyList<TItem>?> rule, int max) =>
        rule.Holds(new() { MaxItems = max }, v => v is null || v.Count <= max).WithErrorCode(InputErrors.ListTooLong).WithMessage($"At most {max} are allowed.");

    public static IRuleBuilderOptions<T, IReadOnlyList<TItem>?> NotEmptyList<T, TItem>(this IRuleBuilder<T, IReadOnlyList<TItem>?> rule) =>
        rule.Holds(new() { MinItems = 1, Needed = true }, v => v is { Count: > 0 }).WithErrorCode(InputErrors.ListEmpty).WithMessage("At least one is needed.");

    public static IRuleBuilderOptions<T, IReadOnlyList<TItem>?> NoRepeats<T, TItem>(this IRuleBuilder<T, IReadOnlyList<TItem>?> rule) =>
        rule.Holds(new() { UniqueItems = true }, v => v is null || v.Distinct().Count() == v.Count).WithErrorCode(InputErrors.ListRepeats).WithMessage("Each may be named once.");

    public static IRuleBuilderOptions<T, decimal> Within<T>(this IRuleBuilder<T, decimal> rule, decimal min, decimal max, int decimals) =>
        rule.Holds(new() { Minimum = min, Maximum = max, Decimals = decimals }, v => v >= min && v <= max && decimal.Round(v, decimals) == v)
            .WithErrorCode(InputErrors.NumberOutOfRange).WithMessage(FormattableString.Invariant($"A number from {min} to {max} with at most {decimals} decimals is expected."));

    public static IRuleBuilderOptions<T, decimal?> Within<T>(this IRuleBuilder<T, decimal?> rule, decimal min, decimal max, int decimals) =>
        rule.Holds(new() { Minimum = min, Maximum = max, Decimals = decimals }, v => v is null || (v >= min && v <= max && decimal.Round(v.Value, decimals) == v))
            .WithErrorCode(InputErrors.NumberOutOfRange).WithMessage(FormattableString.Invariant($"A number from {min} to {max} with at most {decimals} decimals is expected."));

    public static IRuleBuilderOptions<T, int?> Within<T>(this IRuleBuilder<T, int?> rule, int min, int max) =>
        rule.Holds(new() { Minimum = min, Maximum = max }, v => v is null || (v >= min && v <= max))
            .WithErrorCode(InputErrors.NumberOutOfRange).WithMessage(FormattableString.Invariant($"A whole number from {min} to {max} is expected."));

    public static IRuleBuilderOptions<T, Money?> NotNegative<T>(this IRuleBuilder<T, Money?> rule) =>
        rule.Must(v => v is null or { Amount: >= 0 }).WithErrorCode(InputErrors.MoneyNegative).WithMessage("The amount cannot be negative.");

    public static IRuleBuilderOptions<T, Money> Positive<T>(this IRuleBuilder<T, Money> rule) =>
        rule.Must(v => v.Amount > 0).WithErrorCode(InputErrors.MoneyNotPositive).WithMessage("The amount must be above zero.");

    /// <summary>PostgreSQL's date and .NET's DateOnly reach further than any date a business means.</summary>
    public static IRuleBuilderOptions<T, DateOnly?> SensibleDate<T>(this IRuleBuilder<T, DateOnly?> rule) =>
        rule.Holds(new() { Pattern = SensibleYear }, v => v is null or { Year: >= 1800 and <= 2500 }).WithErrorCode(InputErrors.DateOutOfRange).WithMessage("A date from 1800 to 2500 is expected.");

    public static IRuleBuilderOptions<T, DateTimeOffset?> SensibleTime<T>(this IRuleBuilder<T, DateTimeOffset?> rule) =>
        rule.Holds(new() { Pattern = SensibleYear }, v => v is null or { Year: >= 1800 and <= 2500 }).WithErrorCode(InputErrors.DateOutOfRange).WithMessage("A time from 1800 to 2500 is expected.");

    private static IRuleBuilderOptions<T, string?> Present<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Holds(new() { MinLength = 1, Needed = true }, v => Domain.Common.Text.Clean(v) is not null).WithErrorCode(InputErrors.Required).WithMessage("A value is needed.");

    private static IRuleBuilderOptions<T, string?> Text<T>(this IRuleBuilder<T, string?> rule, int max, bool multiline) =>
        rule.Holds(new() { Pattern = multiline ? PrintableBlock : PrintableLine }, v => Domain.Common.Text.IsPrintable(v, multiline))
            .WithErrorCode(InputErrors.TextControlCharacter).WithMessage("Control characters and broken Unicode are not allowed.")
            .Holds(new() { MaxLength = max }, v => !Domain.Common.Text.IsPrintable(v, multiline) || Domain.Common.Text.Length(Domain.Common.Text.Clean(v)) <= max)
            .WithErrorCode(InputErrors.TextTooLong).WithMessage($"At most {max} characters are allowed.");

    [GeneratedRegex(@"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}\z")]
    private static partial Regex LanguageTag();
}
