using System.Net;
using Crm.Tests.Integration;
using Xunit;

namespace Crm.Tests.Operations;

/// <summary>Exports of lists that each record has one of.</summary>
public sealed class ExportOfRecordTests(WebhookApp app) : IClassFixture<WebhookApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task Every_list_of_a_record_is_in_the_file_as_its_address_answers_it()
    {
        var addresses = await Addresses();
        var listed = (await ExportFiles.Resources(app)).Where(r => r.OfRecord).Select(r => r.Name);
        Assert.Equal(listed.Order(), addresses.Keys.Order());

        foreach (var (resource, address) in addresses)
        {
            var rows = (await _api.Get($"{address}?limit=200")).Ok()["data"]!.AsArray();
            Assert.True(rows.Count > 0, $"{address} is empty.");
            var export = await app.Given.Exported(new { resource, recordId = address.Split('/')[4], format = "ndjson" });
            Assert.True((string?)export["state"] == "succeeded", $"{resource}: {export.Text}");
            Assert.Equal(address.Split('/')[4], (string)export["recordId"]!);
            var lines = ExportFiles.Lines((await app.Given.Content(export)).Bytes);
            Assert.Equal(rows.Select(r => r!.ToJsonString()), lines.Select(l => l.ToJsonString()));
        }
    }

    [Fact]
    public async Task A_filter_narrows_the_list_of_the_record_and_never_widens_it()
    {
        var (mine, other) = (await app.Given.Ticket(), await app.Given.Ticket());
        foreach (var body in new[] { "First.", "Second." }) await Message(mine, body);
        await Message(other, "Somebody else's.");
        var filter = new { or = new object[] { new { field = "ticketId", op = "eq", value = other.Id }, new { field = "kind", op = "eq", value = "publicReply" } } };

        var export = await app.Given.Exported(new { resource = "ticketMessages", recordId = mine.Id, format = "ndjson", filter });

        Assert.Equal(["First.", "Second."], ExportFiles.Lines((await app.Given.Content(export)).Bytes).Select(l => (string)l["body"]!));
    }

    [Fact]
    public async Task What_is_wrong_with_the_record_is_said_at_once()
    {
        var foreign = await app.Given.Ticket();
        var (_, agent) = await app.Given.SomebodyWho(new { tickets = new { read = "own", export = "own" } });

        (await _api.Post("/api/v1/exports", new { resource = "ticketMessages", format = "csv" })).Invalid("/recordId", "required");
        (await _api.Post("/api/v1/exports", new { resource = "ticketMessages", format = "csv", recordId = Guid.NewGuid() })).Invalid("/recordId", "reference.unknown");
        (await _api.Post("/api/v1/exports", new { resource = "tickets", format = "csv", recordId = foreign.Id })).Invalid("/recordId", "value.invalid");
        (await agent.Post("/api/v1/exports", new { resource = "ticketMessages", format = "csv", recordId = foreign.Id })).Invalid("/recordId", "reference.unknown");
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Post("/api/v1/exports", new { resource = "webhookDeliveries", format = "csv", recordId = foreign.Id })).Status);
    }

    private Task<Answer> Message(Answer ticket, string body) => _api.Post($"/api/v1/tickets/{ticket.Id}/messages", new { kind = "publicReply", channel = "web", body });

    // A list of each kind in which there is something.
    private async Task<Dictionary<string, string>> Addresses()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        var customer = await app.Given.CustomerOf(anna);
        var handOver = (await app.Given.HandOver(anna, ben, customers: new { all = true })).Created();
        var (person, contact) = (await app.Given.Person(), await app.Given.Contact(customer.Id));
        foreach (var who in new[] { person, contact })
            (await _api.Post($"{who.Location}/consents", new { purpose = "newsletter", channel = "email", state = "granted", basis = "consent", source = "Form", at = "2026-01-05T10:00:00Z" })).Created();
        var order = await app.Given.Placed();
        (await _api.Patch(order.Location!, new { requestedOn = "2027-02-01" })).Ok();
        var ticket = await app.Given.ResolvedTicket();
        (await Message(ticket, "=1+1")).Created();
        await app.Given.Survey(ticket);
        var queue = await app.Given.QueueOf("manual", ben);
        await using var receiver = await Receiver.Start();
        var webhook = (await _api.Post("/api/v1/webhooks", new { name = Given.Unique("Sync"), url = receiver.Url, types = new[] { "customer.*" } })).Created();
        (await _api.Post($"{webhook.Location}/tests")).Ok();

        return new()
        {
            ["lifecycleChanges"] = $"{customer.Location}/lifecycle-changes",
            ["ownershipChanges"] = $"{customer.Location}/ownership-changes",
            ["customerConsents"] = $"{person.Location}/consents",
            ["contactConsents"] = $"{contact.Location}/consents",
            ["orderChanges"] = $"{order.Location}/changes",
            ["ticketMessages"] = $"/api/v1/tickets/{ticket.Id}/messages",
            ["ticketSurveys"] = $"/api/v1/tickets/{ticket.Id}/surveys",
            ["queueMembers"] = $"{queue.Location}/members",
            ["handOverItems"] = $"/api/v1/hand-overs/{handOver.Id}/items",
            ["webhookDeliveries"] = $"{webhook.Location}/deliveries",
        };
    }
}
