using Xunit;

namespace Crm.Tests.Service;

public sealed class TicketListTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task Tickets_are_found_by_what_is_known_of_them()
    {
        var customer = (await _api.Post("/api/v1/customers", new { kind = "organization", name = "School", market = "government" })).Created();
        var (order, product) = await app.Given.OrderAndProduct(customer);
        var (contact, queue) = (await app.Given.Contact(customer.Id), await app.Given.Queue());
        var ticket = (await _api.Post("/api/v1/tickets", new
        {
            customerId = customer.Id,
            contactId = contact.Id,
            subject = "Die Lieferung ist ÜBERFÄLLIG",
            channel = "visit",
            type = "incident",
            queueId = queue.Id,
            orderId = order,
            productId = product,
            tags = new[] { "late" },
            externalIds = new[] { new { system = "erp", id = customer.Id } },
        })).Created();
        var parent = await app.Given.Ticket();
        (await _api.Put($"{ticket.Location}/parent", new { ticketId = parent.Id })).Ok();
        (await _api.Put($"{ticket.Location}/assignee", new { userId = app.Member(Duty.Agent).Id.Value })).Ok();
        await app.Given.Ticket(customer.Id);

        foreach (var query in new[]
        {
            $"number={(string?)ticket["number"]}", "status=open,pending", "type=incident", "channel=visit", $"contactId={contact.Id}", $"queueId={queue.Id}", $"orderId={order}", $"productId={product}",
            $"parentId={parent.Id}", $"assigneeId={app.Member(Duty.Agent).Id}", "tag=late", $"externalId=erp:{customer.Id}", "subject[contains]=überfällig", "resolvedAt[isNull]=true&queueId[isNull]=false",
        })
        {
            var found = (await _api.Get($"/api/v1/tickets?customer.market=government&customerId={customer.Id}&{query}")).Ok();
            Assert.Equal([ticket.Id], found["data"]!.AsArray().Select(t => (string?)t!["id"]));
        }
        (await _api.Get("/api/v1/tickets?status=lost")).Invalid("status", "filter.invalid_value");
        (await _api.Get("/api/v1/tickets?sort=subject")).Invalid("sort", "sort.unknown_field");
    }

    [Fact]
    public async Task The_urgent_come_first_page_by_page()
    {
        var customer = await app.Given.Customer();
        foreach (var priority in new[] { "normal", "urgent", "low", "high", "urgent", "normal" }) await app.Given.Ticket(customer.Id, priority: priority);

        Assert.Equal(["urgent", "urgent", "high", "normal", "normal", "low"], await Priorities("-priority,openedAt"));
        Assert.Equal(["low", "normal", "normal", "high", "urgent", "urgent"], await Priorities("priority"));

        async Task<List<string?>> Priorities(string sort)
        {
            List<string?> read = [];
            for (var cursor = ""; ;)
            {
                var page = (await _api.Get($"/api/v1/tickets?customerId={customer.Id}&sort={sort}&limit=1{cursor}")).Ok();
                read.AddRange(page["data"]!.AsArray().Select(t => (string?)t!["priority"]));
                if (page["page", "nextCursor"] is not { } next) return read;
                cursor = $"&cursor={next}";
            }
        }
    }

    [Fact]
    public async Task Every_ticket_has_a_number_of_its_own()
    {
        var customer = await app.Given.Customer();

        var tickets = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => app.Given.Ticket(customer.Id)));

        Assert.Equal(60, tickets.Select(t => (string?)t["number"]).Distinct().Count());
    }
}
