using Crm.Domain.Common;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Crm.Domain.Tests.Common;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("JPY", 0)]
    [InlineData("EUR", 2)]
    [InlineData("CNY", 2)]
    [InlineData("KWD", 3)]
    [InlineData("CLF", 4)]
    public void A_currency_knows_its_minor_unit(string code, int decimals)
    {
        Assert.True(Currency.IsKnown(code));
        Assert.Equal(decimals, Currency.MinorUnit(code));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("eur")]
    [InlineData("DEM")]
    [InlineData("EURO")]
    public void Other_codes_are_unknown(string? code) => Assert.False(Currency.IsKnown(code));

    [Fact]
    public void The_minor_unit_of_an_unknown_currency_is_an_error() => Assert.Throws<ArgumentException>(() => Currency.MinorUnit("XYZ"));

    // As text, because an attribute takes no decimal.
    [Theory]
    [InlineData("0.125", "EUR", "0.13")]
    [InlineData("-0.125", "EUR", "-0.13")]
    [InlineData("0.135", "EUR", "0.14")]
    [InlineData("2.5", "JPY", "3")]
    [InlineData("-2.5", "JPY", "-3")]
    [InlineData("0.0005", "KWD", "0.001")]
    [InlineData("1.23454", "CLF", "1.2345")]
    [InlineData("0.1249999999", "EUR", "0.12")]
    public void Halves_are_rounded_away_from_zero(string amount, string currency, string rounded)
    {
        static decimal Number(string s) => decimal.Parse(s, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(new Money(Number(rounded), currency), new Money(Number(amount), currency).Rounded());
    }

    [Fact]
    public void Rounding_is_symmetric_and_final() => Prop.ForAll<int>(n =>
    {
        var money = new Money(n / 1000m, "EUR");
        var rounded = money.Rounded();
        return rounded == rounded.Rounded() && rounded.Amount == -(money with { Amount = -money.Amount }).Rounded().Amount;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Money_is_written_the_same_in_every_culture() => Assert.Equal("1234.50 EUR", new Money(1234.50m, "EUR").ToString());
}
