using Crm.Domain.Common;
using Xunit;

namespace Crm.Domain.Tests.Common;

public sealed class CustomFieldsTests
{
    private static CustomFields Fields(params (string Key, object? Value)[] values) => new(values.Select(v => KeyValuePair.Create(v.Key, v.Value)));

    [Fact]
    public void Fields_are_equal_by_content_in_any_order()
    {
        var one = Fields(("size", 3m), ("colour", "red"), ("gift", true));
        var other = Fields(("gift", true), ("colour", "red"), ("size", 3.0m));

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    [Fact]
    public void Fields_differ_by_value_key_type_and_number()
    {
        var fields = Fields(("size", 3m));

        Assert.NotEqual(fields, Fields(("size", 4m)));
        Assert.NotEqual(fields, Fields(("Size", 3m)));
        Assert.NotEqual(fields, Fields(("size", "3")));
        Assert.NotEqual(fields, Fields(("size", 3m), ("colour", "red")));
        Assert.NotEqual(fields, CustomFields.None);
    }

    [Fact]
    public void A_field_without_a_value_is_not_there()
    {
        var fields = Fields(("a", null), ("b", "  "), ("c", false));

        Assert.Equal(Fields(("c", false)), fields);
        Assert.Null(fields["a"]);
        Assert.Equal(["c"], fields.Values.Select(v => v.Key));
    }

    [Fact]
    public void Texts_are_trimmed_and_composed() => Assert.Equal("M\u00fcller", Fields(("name", " Mu\u0308ller "))["name"]);
}
