using Crm.Domain.Common;
using Crm.Domain.Service;
using Xunit;

namespace Crm.Domain.Tests.Common;

public sealed class IdTests
{
    [Fact]
    public void An_id_is_a_version_7_uuid_and_reads_back_from_its_text()
    {
        var id = Id<Ticket>.New();

        Assert.Equal(7, id.Value.Version);
        Assert.True(Id<Ticket>.TryParse(id.ToString(), null, out var parsed));
        Assert.Equal(id, parsed);
    }

    [Fact]
    public void Later_ids_are_greater_also_within_a_millisecond_and_beside_other_threads()
    {
        var drawn = new List<Id<Ticket>>[4];
        Parallel.For(0, drawn.Length, i => drawn[i] = [.. Enumerable.Range(0, 25_000).Select(_ => Id<Ticket>.New())]);

        Assert.All(drawn, ids => Assert.Equal(ids.Order(), ids));
        Assert.Equal(100_000, drawn.SelectMany(ids => ids).Distinct().Count());
        Assert.All(drawn[0], id => Assert.Equal((7, 8), (id.Value.Version, id.Value.Variant & 0xC)));
    }

    [Fact]
    public void An_id_begins_with_the_time_of_its_making()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var made = Convert.ToInt64(Id<Ticket>.New().ToString().Replace("-", "", StringComparison.Ordinal)[..12], 16);

        // Those of other tests may have run ahead by some milliseconds: 4096 fit into one.
        Assert.InRange(made, before, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 1000);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("17")]
    [InlineData("{0198c0de-0000-7000-8000-000000000000}")]
    public void Anything_else_is_no_id(string? s) => Assert.False(Id<Ticket>.TryParse(s, null, out _));
}
