using Crm.Domain.Common;
using Xunit;

namespace Crm.Domain.Tests.Common;

public sealed class FieldDefinitionTests
{
    private static FieldDefinition Field(CustomFieldType type, bool required = false) =>
        FieldDefinition.Declare(CustomFieldTarget.Ticket, "serial", type, "Serial number", required, type == CustomFieldType.Choice ? ["red", "r\u00f6d", " red "] : []);

    public static TheoryData<CustomFieldType, object> Fine => new()
    {
        { CustomFieldType.Text, "any text 😀\nin lines" },
        { CustomFieldType.Text, new string('x', FieldDefinition.TextMax) },
        { CustomFieldType.Number, -1.5m },
        { CustomFieldType.Boolean, false },
        { CustomFieldType.Date, "2024-02-29" },
        { CustomFieldType.Date, " 2024-02-29 " },
        { CustomFieldType.Choice, "red" },
        { CustomFieldType.Choice, "ro\u0308d" },
    };

    [Theory]
    [MemberData(nameof(Fine))]
    public void A_value_of_the_type_is_fine(CustomFieldType type, object value) => Assert.Null(Field(type, required: true).WhyNot(value));

    public static TheoryData<CustomFieldType, object, string> Refused => new()
    {
        { CustomFieldType.Text, 1m, "text" },
        { CustomFieldType.Text, new string('x', FieldDefinition.TextMax + 1), "1000" },
        { CustomFieldType.Text, "a\0b", "text" },
        { CustomFieldType.Number, "1", "number" },
        { CustomFieldType.Number, true, "number" },
        { CustomFieldType.Boolean, "true", "true or false" },
        { CustomFieldType.Date, "2023-02-29", "YYYY-MM-DD" },
        { CustomFieldType.Date, "29.02.2024", "YYYY-MM-DD" },
        { CustomFieldType.Date, 20240229m, "YYYY-MM-DD" },
        { CustomFieldType.Choice, "blue", "red, r\u00f6d" },
        { CustomFieldType.Choice, "RED", "red, r\u00f6d" },
        { CustomFieldType.Choice, 1m, "red, r\u00f6d" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Any_other_value_is_refused_with_the_key_and_what_it_takes(CustomFieldType type, object value, string takes)
    {
        var why = Field(type).WhyNot(value);

        Assert.Contains("serial", why, StringComparison.Ordinal);
        Assert.Contains(takes, why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_not_Unicode_is_refused_and_no_error() => Assert.NotNull(Field(CustomFieldType.Text).WhyNot("a\ud83d"));

    [Theory]
    [InlineData(CustomFieldType.Text)]
    [InlineData(CustomFieldType.Number)]
    [InlineData(CustomFieldType.Boolean)]
    [InlineData(CustomFieldType.Date)]
    [InlineData(CustomFieldType.Choice)]
    public void Only_a_required_field_refuses_no_value(CustomFieldType type)
    {
        foreach (var nothing in new[] { null, "", "  " })
        {
            Assert.Null(Field(type).WhyNot(nothing));
            Assert.Contains("required", Field(type, required: true).WhyNot(nothing), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Allowed_values_are_clean_and_unique() => Assert.Equal(["red", "r\u00f6d"], Field(CustomFieldType.Choice).AllowedValues);
}
