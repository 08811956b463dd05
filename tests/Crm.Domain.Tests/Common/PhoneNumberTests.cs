using Crm.Domain.Common;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Crm.Domain.Tests.Common;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+49 (0)30 123456")]
    [InlineData("+49 (0) 30 / 123 456")]
    [InlineData("+49 ( 0 ) 30-123456")]
    [InlineData("0049 30 123456")]
    [InlineData("0049 (0)30 123456")]
    [InlineData("(0049) 30 123456")]
    [InlineData("(+49) 30 123456")]
    [InlineData("00 49 30 123456")]
    [InlineData("Tel. +49.30.123456")]
    [InlineData("\u202a+49 30 123456\u202c")]
    [InlineData("\u200e0049 30 123456")]
    [InlineData("+٤٩ ٣٠ ١٢٣٤٥٦")]
    [InlineData("٠٠٤٩ ٣٠ ١٢٣٤٥٦")]
    [InlineData("+۴۹ (۰)۳۰ ۱۲۳۴۵۶")]
    [InlineData("＋４９（０）３０ １２３４５６")]
    public void However_it_is_typed_an_international_number_has_the_same_digits(string typed)
    {
        Assert.True(PhoneNumber.IsValid(typed));
        Assert.Equal("4930123456", PhoneNumber.Normalize(typed));
    }

    [Theory]
    [InlineData("030 123456", "030123456")]
    [InlineData("(030) 123456", "030123456")]
    [InlineData("(0)30 123456", "030123456")]
    [InlineData("(514) 555-8054", "5145558054")]
    [InlineData("110", "110")]
    public void A_national_number_keeps_its_leading_zero(string typed, string digits) => Assert.Equal(digits, PhoneNumber.Normalize(typed));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("12")]
    [InlineData("123\n456")]
    [InlineData("12345678901234567890123456")]
    [InlineData("1234                                     5")]
    public void Too_few_or_too_many_digits_or_characters_are_refused(string? s) => Assert.False(PhoneNumber.IsValid(s));

    [Fact]
    public void A_lone_surrogate_makes_a_number_invalid_and_no_error() => Assert.False(PhoneNumber.IsValid("030 123456\ud83d"));

    [Fact]
    public void Normalized_numbers_are_ASCII_digits() =>
        Prop.ForAll<NonEmptyString>(s => Text.Clean(s.Get) is null || PhoneNumber.Normalize(s.Get).All(char.IsAsciiDigit)).QuickCheckThrowOnFailure();

    [Fact]
    public void Separators_do_not_matter() =>
        Prop.ForAll<PositiveInt, PositiveInt>((a, b) => PhoneNumber.Normalize($"+49 {a.Get}-{b.Get}") == PhoneNumber.Normalize($"0049/{a.Get} {b.Get}"))
            .QuickCheckThrowOnFailure();
}
