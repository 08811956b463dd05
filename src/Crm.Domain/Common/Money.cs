namespace Crm.Domain.Common;

/// <summary>An amount in one currency (ISO 4217). Amounts of different currencies are never added.</summary>
public readonly record struct Money(decimal Amount, string Currency)
{
    /// <summary>What numeric(19,4) holds: 15 digits before the point, 4 behind it.</summary>
    public const int Precision = 19;
    public const int Scale = 4;
    public const decimal Max = 999_999_999_999_999.9999m;

    public static Money Zero(string currency) => new(0, currency);

    /// <summary>Rounded half away from zero to the currency's minor unit.</summary>
    public Money Rounded() => this with { Amount = Common.Currency.Round(Amount, Currency) };

    public override string ToString() => FormattableString.Invariant($"{Amount} {Currency}");
}
