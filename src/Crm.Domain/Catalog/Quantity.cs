namespace Crm.Domain.Catalog;

/// <summary>The rules for quantities of goods and services: numeric(12,3), so that 1.250 kg can be ordered.</summary>
public static class Quantity
{
    public const int Precision = 12;
    public const int Scale = 3;
    public const decimal Max = 999_999_999.999m;

    /// <summary>More than zero, at most <see cref="Max"/>, at most three decimals.</summary>
    public static bool IsValid(decimal quantity) => quantity is > 0 and <= Max && HasScale(quantity);

    internal static bool HasScale(decimal quantity) => decimal.Round(quantity, Scale) == quantity;
}

/// <summary>The rules for tax rates and discounts: 0 to 100 with two decimals.</summary>
public static class Percent
{
    public const int Precision = 5;
    public const int Scale = 2;
    public const decimal Max = 100;

    public static bool IsValid(decimal percent) => percent is >= 0 and <= Max && decimal.Round(percent, Scale) == percent;
}

/// <summary>The rules for prices of one unit: four decimals whatever the currency, because screws are sold by the thousand.</summary>
public static class Price
{
    public const decimal Max = 999_999_999_999.9999m;

    public static bool IsValid(decimal price) => price is >= 0 and <= Max && decimal.Round(price, Common.Money.Scale) == price;
}
