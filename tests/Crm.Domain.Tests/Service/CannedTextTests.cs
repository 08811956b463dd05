using Crm.Domain.Common;
using Crm.Domain.Service.Macros;
using Xunit;

namespace Crm.Domain.Tests.Service;

public sealed class CannedTextTests
{
    private static readonly Dictionary<string, string?> Values = new() { ["ticket.number"] = "T-1", ["contact.name"] = null, ["agent.name"] = "{{ticket.number}} $1" };

    [Theory]
    [InlineData("About {{ticket.number}}.", "About T-1.")]
    [InlineData("About {{  ticket.number }} and {{ticket.number}}.", "About T-1 and T-1.")]
    [InlineData("Dear {{contact.name|customer}},", "Dear customer,")]
    [InlineData("Dear{{contact.name|}},", "Dear,")]
    [InlineData("{{ticket.number|none}}", "T-1")]
    [InlineData("Yours, {{agent.name}}", "Yours, {{ticket.number}} $1")]
    [InlineData("No { braces } at }} all", "No { braces } at }} all")]
    public void Values_take_the_place_of_names(string text, string rendered)
    {
        Assert.Empty(CannedText.Unknown(text));
        Assert.Equal(rendered, CannedText.Render(text, Values));
    }

    [Theory]
    [InlineData("{{ticket.secret}}")]
    [InlineData("{{ticket.number")]
    [InlineData("{{{ticket.number}}}")]
    [InlineData("{{ticket.number}")]
    [InlineData("{{ticket.number {{ticket.number}}")]
    [InlineData("{{}}")]
    [InlineData("{{ticket.number|a{b}}")]
    public void What_else_stands_in_braces_is_unknown(string text) => Assert.NotEmpty(CannedText.Unknown(text));

    [Fact]
    public void A_name_without_a_value_refuses_the_text()
    {
        var refused = Assert.Throws<RuleBroken>(() => CannedText.Render("{{contact.name}} {{order.number}} {{ticket.number}}", Values));
        Assert.Equal("macro.placeholder_empty", refused.Code);
        Assert.Equal(["contact.name", "order.number"], (IEnumerable<string>)refused.Details["placeholders"]!);
    }

    [Theory]
    [InlineData("{{contact.name|}}")]
    [InlineData("{{contact.name|  }}")]
    [InlineData(" {{contact.name|\u200B}}\n")]
    public void A_text_of_which_nothing_is_left_is_refused(string text) => GivenTicket.Refused("macro.placeholder_empty", () => CannedText.Render(text, Values));
}
