using Xunit;

namespace Crm.Tests.Observability;

/// <summary>How often operations go to the database and back: a read once, together with the proof of who asks. It costs more than any layer of ours.</summary>
public sealed class RoundTripTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_read_takes_one_round_trip()
    {
        var customer = await app.Given.Customer();
        var contact = await app.Given.Contact(customer.Id);
        var (order, ticket) = (await app.Given.OrderOf(await app.Given.User()), await app.Given.Ticket());
        string[] addresses =
        [
            $"customers/{customer.Id}", $"contacts/{contact.Id}", $"orders/{order.Id}", $"tickets/{ticket.Id}", $"customers/{customer.Id}/overview",
            "customers?limit=20", "customers?limit=20&q=acme", "customers?kind=organization&limit=20", "contacts?limit=20", "orders?limit=20", $"orders?customerId={customer.Id}", "tickets?limit=20", "products?limit=20", "interactions?limit=20",
        ];
        using var trips = new RoundTrips(app.Database);
        List<string> more = [];
        foreach (var address in addresses)
        {
            (await _api.Get($"/api/v1/{address}")).Ok();   // what is read once for all, such as the fields of the company's own
            var sent = await trips.During(async () => (await _api.Get($"/api/v1/{address}")).Ok());
            if (sent.Count != 1) more.Add($"{address}: {sent.Count}\n  {string.Join("\n  ", sent)}");
        }
        Assert.True(more.Count == 0, string.Join('\n', more));
    }
}
