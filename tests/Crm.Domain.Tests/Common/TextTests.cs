using System.Text;
using Crm.Domain.Common;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Crm.Domain.Tests.Common;

public sealed class TextTests
{
    [Theory]
    [InlineData("  Anna  ", "Anna")]
    [InlineData("\u3000王小明\t", "王小明")]
    [InlineData("فاطمة الزهراء", "فاطمة الزهراء")]
    [InlineData("👩‍👩‍👧 & Co", "👩‍👩‍👧 & Co")]
    [InlineData("Mu\u0308ller", "M\u00fcller")]
    [InlineData("'; DROP TABLE customers; --", "'; DROP TABLE customers; --")]
    public void Cleaning_trims_and_composes_and_leaves_every_script_unharmed(string raw, string clean) => Assert.Equal(clean, Text.Clean(raw));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t\r\n\u00a0\u3000")]
    public void Nothing_is_left_of_blank_text(string? blank)
    {
        Assert.Null(Text.Clean(blank));
        Assert.Throws<ArgumentException>(() => Text.Required(blank));
    }

    // Not InlineData: the test runner writes its arguments as UTF-8, which has no form for them.
    public static TheoryData<int> BrokenTexts => [0, 1, 2, 3];

    private static readonly string[] Broken = ["a\ud83d", "\ude00b", "\ude00\ud83d", "a\ufffe"];

    [Theory]
    [MemberData(nameof(BrokenTexts))]
    public void Text_that_is_not_Unicode_survives_cleaning_and_is_not_printable(int index)
    {
        Assert.Equal(Broken[index], Text.Clean($" {Broken[index]} "));
        Assert.False(Text.IsPrintable(Broken[index]));
        Assert.False(Text.IsPrintable(Broken[index], multiline: true));
    }

    [Theory]
    [InlineData("王小明")]
    [InlineData("مرحبا")]
    [InlineData("😀")]
    [InlineData("")]
    [InlineData(null)]
    public void Every_script_is_printable(string? s) => Assert.True(Text.IsPrintable(s));

    [Fact]
    public void Line_ends_and_tabs_are_printable_only_in_multiline_text()
    {
        Assert.False(Text.IsPrintable("a\nb"));
        Assert.False(Text.IsPrintable("a\r\nb"));
        Assert.False(Text.IsPrintable("a\tb"));
        Assert.True(Text.IsPrintable("a\r\n\tb", multiline: true));
    }

    [Fact]
    public void Other_control_characters_are_never_printable()
    {
        foreach (var c in Enumerable.Range(0, 0xA0).Select(i => (char)i).Where(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t')))
            Assert.False(Text.IsPrintable($"a{c}b", multiline: true), $"U+{(int)c:X4}");
    }

    [Fact]
    public void Cleaning_never_throws_and_cleaning_twice_changes_nothing() =>
        Prop.ForAll<string?>(s => Text.Clean(s) == Text.Clean(Text.Clean(s))).QuickCheckThrowOnFailure();

    [Fact]
    public void Clean_printable_text_is_composed() =>
        Prop.ForAll<string?>(s => !Text.IsPrintable(s) || Text.Clean(s) is not { } clean || clean.IsNormalized(NormalizationForm.FormC)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a1b2", "12")]
    [InlineData("٠١٢٣٤٥٦٧٨٩", "0123456789")]
    [InlineData("１２３", "123")]
    [InlineData("x² ½ Ⅳ", "")]
    public void Digits_of_any_script_become_ASCII(string s, string digits) => Assert.Equal(digits, Text.Digits(s));
}
