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

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("17")]
    [InlineData("{0198c0de-0000-7000-8000-000000000000}")]
    public void Anything_else_is_no_id(string? s) => Assert.False(Id<Ticket>.TryParse(s, null, out _));
}
