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

    // By code point: written out, they could not be told apart.
    private static readonly int[] Invisible =
    [
        0x20, 0xA0, 0x3000, 0x2028, 0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180E, 0x180F, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202E,
        0x2060, 0x2064, 0x2065, 0x2066, 0x206F, 0x2800, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFB, 0x1BCA0, 0x1D173, 0xE0001, 0xE0020, 0xE007F, 0xE0100, 0xE01EF,
    ];

    /// <summary>Emoji made of several, with and without variation selectors and tags; Arabic with marks and joiners; combining marks, also alone; signs that
    /// are format characters and seen nevertheless; a private-use character.</summary>
    private static readonly string[] Visible =
    [
        "a", "王", "😀", "👩\u200d👩\u200d👧", "❤\ufe0f", "1\ufe0f\u20e3", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🇩🇪", "☝🏽", "葛\U000e0100",
        "فاطمة", "مُحَمَّد", "می\u200cخواهم", "क्\u200dष", "\u0301", "e\u0323\u0301", "\u0600", "\u06dd", "\ue000", "한", "-", "\u00b7",
    ];

    [Fact]
    public void Nothing_is_left_of_text_that_nobody_can_see()
    {
        foreach (var code in Invisible) Assert.True(Text.Clean(char.ConvertFromUtf32(code)) is null, $"U+{code:X4}");
        Prop.ForAll<byte[]>(picks => Text.Clean(Of(picks, Invisible.Length, i => char.ConvertFromUtf32(Invisible[i]))) is null).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Invisible_characters_beside_visible_ones_stay_as_they_are()
    {
        foreach (var text in Visible) Assert.Equal(text.Normalize(NormalizationForm.FormC), Text.Clean(text));
        Prop.ForAll<byte[], byte, byte[]>((before, pick, after) =>
        {
            var text = Of(before, Invisible.Length, i => char.ConvertFromUtf32(Invisible[i])) + Visible[pick % Visible.Length] + Of(after, Visible.Length, i => Visible[i]);
            return Text.Clean(text) == text.Trim().Normalize(NormalizationForm.FormC);
        }).QuickCheckThrowOnFailure();
    }

    private static string Of(byte[]? picks, int count, Func<int, string> part) => string.Concat((picks ?? []).Select(p => part(p % count)));

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
