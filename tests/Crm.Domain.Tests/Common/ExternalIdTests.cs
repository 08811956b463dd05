using Crm.Domain.Common;
using Xunit;

namespace Crm.Domain.Tests.Common;

public sealed class ExternalIdTests
{
    [Fact]
    public void The_system_is_lower_case_and_the_id_is_kept_as_it_is()
    {
        var id = new ExternalId(" Shop ", " A-17 ");

        Assert.Equal(("shop", "A-17"), (id.System, id.Value));
    }

    [Theory]
    [InlineData("", "1")]
    [InlineData("shop", " ")]
    public void Both_parts_are_needed(string system, string id) => Assert.Throws<ArgumentException>(() => new ExternalId(system, id));
}
