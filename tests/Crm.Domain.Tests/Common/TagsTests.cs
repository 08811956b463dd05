using Crm.Domain.Common;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Crm.Domain.Tests.Common;

public sealed class TagsTests
{
    [Fact]
    public void Tags_are_lower_case_unique_and_in_order() =>
        Assert.Equal(["b2b", "vip", "大客户"], Tags.Clean(["VIP", " vip ", "", "大客户", "B2B"]));

    [Fact]
    public void No_tags_are_no_tags() => Assert.Empty(Tags.Clean(null));

    [Fact]
    public void A_tag_is_the_same_composed_or_not() =>
        Assert.Equal(["\u01f0", "m\u00fcller"], Tags.Clean(["J\u030c", "\u01f0", "MU\u0308LLER", "M\u00dcLLER"]).OrderDescending(StringComparer.Ordinal));

    [Fact]
    public void Cleaning_twice_changes_nothing() =>
        Prop.ForAll<string[]>(tags => Tags.Clean(tags).SequenceEqual(Tags.Clean(Tags.Clean(tags)))).QuickCheckThrowOnFailure();
}
