using System.Net;
using Xunit;

namespace Crm.Tests.Common;

public sealed class IfMatchTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task Of_100_patches_of_one_version_at_once_one_counts()
    {
        var customer = await app.Given.Customer();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => _api.Patch(customer.Location!, new { notes = $"note {i}" }, ("If-Match", customer.ETag!))));
        var won = Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(a => a != won), a => Assert.Equal(won.ETag, a.Refused(HttpStatusCode.PreconditionFailed, "precondition.stale").ETag));
        Assert.Equal(won.Text, (await _api.Get(customer.Location!)).Ok().Text);
    }
}
