using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using FluentValidation;

namespace Crm.Application.Common;

/// <summary>The net price of one unit. Written like money, but with up to four decimals whatever the currency, because screws are sold by
/// the thousand.</summary>
public readonly record struct UnitPrice(decimal Amount, string Currency);

internal sealed class UnitPriceJson : JsonConverter<UnitPrice>
{
    public override UnitPrice Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o)
    {
        var (amount, currency) = MoneyJson.Parse(ref r);
        if (amount != decimal.Round(amount, Money.Scale)) throw new InputJsonException(InputErrors.MoneyDecimals, $"A unit price has at most {Money.Scale} decimals.", "/amount");
        return new(amount, currency);
    }

    public override void Write(Utf8JsonWriter w, UnitPrice v, JsonSerializerOptions o)
    {
        w.WriteStartObject();
        w.WriteString("amount", v.Amount.ToString("0." + new string('0', Currency.MinorUnit(v.Currency)).PadRight(Money.Scale, '#'), CultureInfo.InvariantCulture));
        w.WriteString("currency", v.Currency);
        w.WriteEndObject();
    }
}

/// <summary>A number is the same number with and without zeros at its end: 1.500 from the database is written as 1.5, as it came in.</summary>
internal sealed class DecimalJson : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) =>
        r.TokenType != JsonTokenType.Number ? throw new JsonException("A number is expected.")
        : ExactDecimal.TryParse(Encoding.UTF8.GetString(r.HasValueSequence ? r.ValueSequence.ToArray() : r.ValueSpan), NumberStyles.Float, out var number) ? number
        : throw new JsonException(ExactDecimal.Hint);

    public override void Write(Utf8JsonWriter w, decimal v, JsonSerializerOptions o) => w.WriteNumberValue(v / 1.0000000000000000000000000000m);
}

internal static class UnitPriceRules
{
    public static IRuleBuilderOptions<T, UnitPrice?> Sensible<T>(this IRuleBuilder<T, UnitPrice?> rule) =>
        rule.Must(v => v is null || Price.IsValid(v.Value.Amount)).WithErrorCode(InputErrors.PriceInvalid).WithMessage("A unit price is zero or more, with at most four decimals.");

    public static IRuleBuilderOptions<T, UnitPrice> Sensible<T>(this IRuleBuilder<T, UnitPrice> rule) =>
        rule.Must(v => Price.IsValid(v.Amount)).WithErrorCode(InputErrors.PriceInvalid).WithMessage("A unit price is zero or more, with at most four decimals.");
}
