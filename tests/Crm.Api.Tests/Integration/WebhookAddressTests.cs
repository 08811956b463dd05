using System.Net;
using Crm.Infrastructure.Integration;
using Xunit;

namespace Crm.Tests.Integration;

/// <summary>Webhooks don't reach into the operator's own network, whatever a name stands for. What stands for "public" here is 127.0.0.1, allowed by the settings; the canary listens on 127.0.0.2.</summary>
public sealed class WebhookAddressTests(WebhookApp app) : IClassFixture<WebhookApp>
{
    private readonly Api _api = app.Api();

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("ff02::1")]
    public void What_is_not_routed_in_the_internet_is_not_public(string address) => Assert.False(WebhookAddresses.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("93.184.216.34")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    public void What_is_routed_is(string address) => Assert.True(WebhookAddresses.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public async Task A_name_that_stands_for_a_private_address_is_not_called()
    {
        await using var canary = await Receiver.Start("127.0.0.2");
        app.Names.Answers["inside.example"] = [IPAddress.Parse("127.0.0.2")];
        var answer = await Test(canary.By("inside.example"));
        Assert.Contains("not public", answer, StringComparison.Ordinal);
        Assert.Empty(canary.Got);
    }

    [Fact]
    public async Task A_name_that_changes_its_answer_between_check_and_call_gains_nothing()
    {
        await using var allowed = await Receiver.Start();
        await using var canary = await Receiver.Start("127.0.0.2");
        app.Names.Forget();
        app.Names.Answers["turning.example"] = [IPAddress.Parse("127.0.0.1"), IPAddress.Parse("127.0.0.2")];   // the second question, if there is one, is answered otherwise
        await Test(canary.By("turning.example"));   // nobody listens there on the allowed address
        Assert.Equal(1, app.Names.Asked);
        await Test(canary.By("turning.example"));
        Assert.Empty(canary.Got);
    }

    [Fact]
    public async Task A_name_that_is_unknown_is_a_failure_that_says_so() => Assert.Contains("unknown", await Test("http://nowhere.example/hook"), StringComparison.Ordinal);

    private async Task<string> Test(string url)
    {
        var webhook = (await _api.Post("/api/v1/webhooks", new { name = Given.Unique("Address"), url, types = new[] { "*" } })).Created();
        return (string?)(await _api.Post($"{webhook.Location}/tests")).Ok()["tries", 0, "error"] ?? "";
    }
}
