using FluentValidation;
using FluentValidation.Validators;

namespace Crm.Application.Common;

/// <summary>What a rule allows, in the words of JSON Schema: the document says of a member what its validator checks.</summary>
public sealed record Bounds
{
    public int? MinLength { get; init; }
    public int? MaxLength { get; init; }
    public decimal? Minimum { get; init; }
    public decimal? Maximum { get; init; }
    public int? Decimals { get; init; }
    public int? MinItems { get; init; }
    public int? MaxItems { get; init; }
    public bool UniqueItems { get; init; }

    /// <summary>A regular expression as JSON Schema has them (ECMA-262).</summary>
    public string? Pattern { get; init; }
    public string? Format { get; init; }

    /// <summary>All that it may be.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>Whether the rule refuses null.</summary>
    public bool Needed { get; init; }
}

/// <summary>A rule that tells its bounds.</summary>
public interface IBounded
{
    Bounds Bounds { get; }
}

internal sealed class BoundedRule<T, TValue>(Bounds bounds, Func<TValue, bool> holds) : PropertyValidator<T, TValue>, IBounded
{
    public override string Name => "Bounded";

    public Bounds Bounds => bounds;

    public override bool IsValid(ValidationContext<T> context, TValue value) => holds(value);
}

internal static class Bounding
{
    /// <summary>A rule of shape: what it checks, and how the document puts it.</summary>
    public static IRuleBuilderOptions<T, TValue> Holds<T, TValue>(this IRuleBuilder<T, TValue> rule, Bounds bounds, Func<TValue, bool> holds) =>
        rule.SetValidator(new BoundedRule<T, TValue>(bounds, holds));
}
