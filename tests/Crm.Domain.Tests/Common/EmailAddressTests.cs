using Crm.Domain.Common;
using Xunit;

namespace Crm.Domain.Tests.Common;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("anna@example.com")]
    [InlineData("  anna@example.com ")]
    [InlineData("o'hara+crm@example.co.uk")]
    [InlineData("王@例子.中国")]
    [InlineData("root@localhost")]
    public void Ordinary_addresses_are_valid(string s) => Assert.True(EmailAddress.IsValid(s));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("anna")]
    [InlineData("@example.com")]
    [InlineData("anna@")]
    [InlineData("a@b@c")]
    [InlineData("an na@example.com")]
    [InlineData("anna@.example.com")]
    [InlineData("anna@example.com.")]
    [InlineData("anna@example..com")]
    [InlineData("anna\u0007@example.com")]
    public void Broken_addresses_are_not(string? s) => Assert.False(EmailAddress.IsValid(s));

    [Fact]
    public void A_lone_surrogate_makes_an_address_invalid_and_no_error() => Assert.False(EmailAddress.IsValid("anna\ud83d@example.com"));

    [Fact]
    public void The_local_part_holds_64_characters_and_the_whole_254()
    {
        Assert.True(EmailAddress.IsValid(new string('a', 64) + "@example.com"));
        Assert.False(EmailAddress.IsValid(new string('a', 65) + "@example.com"));
        Assert.True(EmailAddress.IsValid("a@" + new string('b', 252)));
        Assert.False(EmailAddress.IsValid("a@" + new string('b', 253)));
    }

    [Theory]
    [InlineData(" Anna@Example.COM ", "anna@example.com")]
    [InlineData("MU\u0308LLER@example.com", "m\u00fcller@example.com")]
    [InlineData("J\u030c@example.com", "\u01f0@example.com")]
    public void Addresses_are_compared_in_lower_case_and_composed(string s, string normalized) => Assert.Equal(normalized, EmailAddress.Normalize(s));
}
