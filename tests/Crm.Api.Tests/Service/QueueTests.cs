using Xunit;

namespace Crm.Tests.Service;

public sealed class QueueTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_queue_can_be_made_changed_and_listed()
    {
        var queue = (await _api.Post("/api/v1/queues", new { name = " Zoll und Versand ", description = "Customs\nand shipping" })).Created();

        Assert.Equal(queue.Text, (await _api.Get(queue.Location!)).Ok().Text);
        var changed = (await _api.Patch(queue.Location!, new { name = "Customs", description = (string?)null })).Ok();

        Assert.Equal(("Customs", null, 2), ((string?)changed["name"], (string?)changed["description"], (int)changed["version"]!));
        Assert.Equal(changed.Text, (await _api.Get(queue.Location!)).Text);
        var found = (await _api.Get("/api/v1/queues?name[startsWith]=custom&sort=-createdAt")).Ok();
        Assert.Equal([queue.Id], found["data"]!.AsArray().Select(q => (string?)q!["id"]));
    }

    [Theory]
    [InlineData("Reklamationen ÄÖÜ", "reklamationen äöü")]
    [InlineData("ΕΠΙΣΚΕΥΕΣ", "επισκευες")]
    public async Task A_name_is_taken_in_upper_and_lower_case_alike(string name, string other)
    {
        var first = await app.Given.Queue(name);
        var second = await app.Given.Queue();

        (await _api.Post("/api/v1/queues", new { name = other })).Conflict("queue.name_taken");
        (await _api.Patch(second.Location!, new { name = other })).Conflict("queue.name_taken");

        (await _api.Delete(first.Location!)).NoContent();
        (await _api.Post("/api/v1/queues", new { name = other })).Conflict("queue.name_taken");
    }

    [Fact]
    public async Task Of_many_queues_made_with_one_name_at_the_same_moment_one_stands()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _api.Post("/api/v1/queues", new { name = i % 2 == 0 ? "Rush" : "RUSH" })));

        var made = Assert.Single(answers, a => a.Status == System.Net.HttpStatusCode.Created);
        Assert.All(answers.Except([made]), a => a.Conflict("queue.name_taken"));
    }

    [Fact]
    public async Task An_archived_queue_is_gone_until_it_is_restored()
    {
        var queue = await app.Given.Queue();

        (await _api.Delete(queue.Location!)).NoContent();

        (await _api.Get(queue.Location!)).NotFound();
        (await _api.Delete(queue.Location!)).NotFound();
        var customer = await app.Given.Customer();
        (await _api.Post("/api/v1/tickets", new { customerId = customer.Id, subject = "S", channel = "web", queueId = queue.Id })).Invalid("/queueId", "reference.unknown");
        (await _api.Put($"{queue.Location}/restoration")).NoContent();
        (await _api.Get(queue.Location!)).Ok();
    }

    [Fact]
    public async Task Wrong_input_is_refused_with_a_pointer()
    {
        (await _api.Post("/api/v1/queues", new { name = " " })).Invalid("/name", "required");
        (await _api.Post("/api/v1/queues", new { name = new string('q', 121) })).Invalid("/name", "text.too_long");
        (await _api.Post("/api/v1/queues", new { name = "A\nB" })).Invalid("/name", "text.control_character");
        (await _api.Post("/api/v1/queues", new { name = "A", members = Array.Empty<string>() })).Invalid("/members", "member.unknown");
        (await _api.Post("/api/v1/queues", new { name = 5 })).Invalid("/name", "value.invalid");
        (await _api.Get("/api/v1/queues?description=x")).Invalid("description", "parameter.unknown");
    }
}
