using System.Text.RegularExpressions;
using Crm.Domain.Common;
using FluentValidation;

namespace Crm.Application.Common;

/// <summary>The rules of shape that many inputs share. Each has a stable code, the same for every resource.</summary>
public static partial class Rules
{
    /// <summary>Text on one line; may be absent.</summary>
    public static IRuleBuilderOptions<T, string?> Line<T>(this IRuleBuilder<T, string?> rule, int max) => rule.Text(max, multiline: false);

    /// <summary>Text on one line that must be there.</summary>
    public static IRuleBuilderOptions<T, string?> RequiredLine<T>(this IRuleBuilder<T, string?> rule, int max) => rule.Present().Line(max);

    /// <summary>Text with line ends and tabs; may be absent.</summary>
    public static IRuleBuilderOptions<T, string?> Block<T>(this IRuleBuilder<T, string?> rule, int max) => rule.Text(max, multiline: true);

    public static IRuleBuilderOptions<T, string?> RequiredBlock<T>(this IRuleBuilder<T, string?> rule, int max) => rule.Present().Block(max);

    public static IRuleBuilderOptions<T, string?> Email<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(v => v is null || EmailAddress.IsValid(v)).WithErrorCode("email.invalid").WithMessage("This is not an e-mail address.");

    public static IRuleBuilderOptions<T, string> CurrencyCode<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(Currency.IsKnown).WithErrorCode("currency.unknown").WithMessage("A currency is a code of ISO 4217, such as EUR.");

    /// <summary>A BCP 47 language tag, checked for its form.</summary>
    public static IRuleBuilderOptions<T, string?> Language<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(v => v is null || LanguageTag().IsMatch(v)).WithErrorCode("language.invalid").WithMessage("A language is a BCP 47 tag, such as de or zh-Hans.");

    public static IRuleBuilderOptions<T, IReadOnlyList<TItem>?> AtMost<T, TItem>(this IRuleBuilder<T, IReadOnlyList<TItem>?> rule, int max) =>
        rule.Must(v => v is null || v.Count <= max).WithErrorCode("list.too_long").WithMessage($"At most {max} are allowed.");

    public static IRuleBuilderOptions<T, IReadOnlyList<TItem>?> NotEmptyList<T, TItem>(this IRuleBuilder<T, IReadOnlyList<TItem>?> rule) =>
        rule.Must(v => v is { Count: > 0 }).WithErrorCode("list.empty").WithMessage("At least one is needed.");

    public static IRuleBuilderOptions<T, IReadOnlyList<TItem>?> NoRepeats<T, TItem>(this IRuleBuilder<T, IReadOnlyList<TItem>?> rule) =>
        rule.Must(v => v is null || v.Distinct().Count() == v.Count).WithErrorCode("list.repeats").WithMessage("Each may be named once.");

    public static IRuleBuilderOptions<T, decimal> Within<T>(this IRuleBuilder<T, decimal> rule, decimal min, decimal max, int decimals) =>
        rule.Must(v => v >= min && v <= max && decimal.Round(v, decimals) == v)
            .WithErrorCode("number.out_of_range").WithMessage(FormattableString.Invariant($"A number from {min} to {max} with at most {decimals} decimals is expected."));

    public static IRuleBuilderOptions<T, decimal?> Within<T>(this IRuleBuilder<T, decimal?> rule, decimal min, decimal max, int decimals) =>
        rule.Must(v => v is null || (v >= min && v <= max && decimal.Round(v.Value, decimals) == v))
            .WithErrorCode("number.out_of_range").WithMessage(FormattableString.Invariant($"A number from {min} to {max} with at most {decimals} decimals is expected."));

    public static IRuleBuilderOptions<T, int?> Within<T>(this IRuleBuilder<T, int?> rule, int min, int max) =>
        rule.Must(v => v is null || (v >= min && v <= max))
            .WithErrorCode("number.out_of_range").WithMessage(FormattableString.Invariant($"A whole number from {min} to {max} is expected."));

    public static IRuleBuilderOptions<T, Money?> NotNegative<T>(this IRuleBuilder<T, Money?> rule) =>
        rule.Must(v => v is null or { Amount: >= 0 }).WithErrorCode("money.negative").WithMessage("The amount cannot be negative.");

    public static IRuleBuilderOptions<T, Money> Positive<T>(this IRuleBuilder<T, Money> rule) =>
        rule.Must(v => v.Amount > 0).WithErrorCode("money.not_positive").WithMessage("The amount must be above zero.");

    /// <summary>PostgreSQL's date and .NET's DateOnly reach further than any date a business means.</summary>
    public static IRuleBuilderOptions<T, DateOnly?> SensibleDate<T>(this IRuleBuilder<T, DateOnly?> rule) =>
        rule.Must(v => v is null or { Year: >= 1800 and <= 2500 }).WithErrorCode("date.out_of_range").WithMessage("A date from 1800 to 2500 is expected.");

    public static IRuleBuilderOptions<T, DateTimeOffset?> SensibleTime<T>(this IRuleBuilder<T, DateTimeOffset?> rule) =>
        rule.Must(v => v is null or { Year: >= 1800 and <= 2500 }).WithErrorCode("date.out_of_range").WithMessage("A time from 1800 to 2500 is expected.");

    private static IRuleBuilderOptions<T, string?> Present<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(v => Domain.Common.Text.Clean(v) is not null).WithErrorCode("required").WithMessage("A value is needed.");

    private static IRuleBuilderOptions<T, string?> Text<T>(this IRuleBuilder<T, string?> rule, int max, bool multiline) =>
        rule.Must(v => Domain.Common.Text.IsPrintable(v, multiline))
            .WithErrorCode("text.control_character").WithMessage("Control characters and broken Unicode are not allowed.")
            .Must(v => !Domain.Common.Text.IsPrintable(v, multiline) || (Domain.Common.Text.Clean(v)?.Length ?? 0) <= max)
            .WithErrorCode("text.too_long").WithMessage($"At most {max} characters are allowed.");

    [GeneratedRegex(@"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}\z")]
    private static partial Regex LanguageTag();
}
