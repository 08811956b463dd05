using Xunit;

namespace Crm.Tests.Service;

/// <summary>Macros over HTTP.</summary>
public sealed class MacroTests(CrmApp app) : IClassFixture<CrmApp>
{
    private const string Macros = "/api/v1/macros";

    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_macro_changes_replies_and_waits_in_one_act()
    {
        var queue = await app.Given.Queue();
        var macro = await Make(new
        {
            name = Given.Unique("Ask for a photo"),
            type = "repair",
            priority = "high",
            queueId = queue.Id,
            assignsToCaller = true,
            addedTags = new[] { "Photo" },
            removedTags = new[] { "new" },
            replyBody = "Dear {{contact.name|customer}}, about {{ ticket.number }}: {{ticket.subject}} — {{agent.name}}",
            act = "waitForCustomer",
        });
        Assert.Equal(macro.Text, (await _api.Get(macro.Location!)).Ok().Text);
        var ticket = await Ticket("new", "kept");

        var shown = (await Run(ticket, macro, dryRun: true)).Ok();
        Assert.True((bool)shown["isDryRun"]!);
        Assert.Equal("pending", (string)shown["ticket", "status"]!);
        Assert.Equal(ticket.Text, (await _api.Get(ticket.Location!)).Ok().Text);

        var run = (await Run(ticket, macro)).Ok();
        var now = (await _api.Get(ticket.Location!)).Ok();
        Assert.Equal(("repair", "high", "pending", queue.Id, "kept,photo"),
            ((string)now["type"]!, (string)now["priority"]!, (string)now["status"]!, (string)now["queueId"]!, string.Join(',', now["tags"]!.AsArray().Select(t => (string)t!))));
        Assert.Equal(app.Member(Duty.Administrator).Id.ToString(), (string)now["assigneeId"]!);
        Assert.Equal(now.Json.ToJsonString(), run["ticket"]!.ToJsonString());
        var message = Assert.Single((await _api.Get($"{ticket.Location}/messages")).Ok()["data"]!.AsArray())!;
        Assert.Equal($"Dear customer, about {ticket["number"]}: {ticket["subject"]} — {app.Member(Duty.Administrator).Name}", (string)message["body"]!);
        Assert.Equal(("publicReply", "email"), ((string)message["kind"]!, (string)message["channel"]!));
        Assert.Equal(message.ToJsonString(), run["message"]!.ToJsonString());
        Assert.NotNull((string?)now["firstResponseAt"]);
    }

    [Fact]
    public async Task A_macro_resolves()
    {
        var macro = await Make(new { name = Given.Unique("Solved"), replyKind = "internalNote", replyBody = "Done", act = "resolve", resolutionCode = "solved", resolutionText = "{{ticket.number}} is done." });
        var ticket = await Ticket();
        Assert.Equal($"{ticket["number"]} is done.", (string)(await Run(ticket, macro)).Ok()["ticket", "resolution", "text"]!);
        (await Run(await app.Given.OpenTicket(type: "complaint"), macro)).Conflict("ticket.complaint_unexplained");
        (await Run(await app.Given.ClosedTicket(), macro)).Conflict("ticket.closed");
    }

    [Fact]
    public async Task What_a_macro_cannot_do_whole_it_does_not_begin()
    {
        var macro = await Make(new { name = Given.Unique("Hole"), priority = "urgent", addedTags = new[] { "hole" }, replyBody = "Order {{order.number}} of {{customer.name}}" });
        var ticket = await Ticket();
        (await Run(ticket, macro)).Conflict("macro.placeholder_empty");
        Assert.Equal(ticket.Text, (await _api.Get(ticket.Location!)).Ok().Text);
        Assert.Empty((await _api.Get($"{ticket.Location}/messages")).Ok()["data"]!.AsArray());
    }

    [Theory]
    [InlineData("{{contact.name|}}")]
    [InlineData("{{contact.name| }}")]
    [InlineData("{{contact.name|\u200B}}")]
    public async Task A_text_of_which_nothing_is_left_is_not_sent(string text)
    {
        var reply = await Make(new { name = Given.Unique("Nothing left"), replyBody = text });
        var resolution = await Make(new { name = Given.Unique("Nothing left"), act = "resolve", resolutionCode = "solved", resolutionText = text });
        var ticket = await Ticket();
        foreach (var dryRun in new[] { true, false })
        {
            (await Run(ticket, reply, dryRun)).Conflict("macro.placeholder_empty");
            (await Run(ticket, resolution, dryRun)).Conflict("macro.placeholder_empty");
        }
    }

    [Fact]
    public async Task A_value_with_braces_is_no_placeholder()
    {
        var macro = await Make(new { name = Given.Unique("Braces"), replyBody = "{{ticket.subject}}" });
        var customer = (await app.Given.Customer()).Id;
        var ticket = (await _api.Post("/api/v1/tickets", new { customerId = customer, subject = "{{agent.name}} and {{customer.credit}}", channel = "web" })).Created();
        Assert.Equal("{{agent.name}} and {{customer.credit}}", (string)(await Run(ticket, macro)).Ok()["message", "body"]!);
    }

    [Theory]
    [InlineData("{{customer.credit}}")]
    [InlineData("{{customer}}")]
    [InlineData("{{ticket.number")]
    [InlineData("{{{ticket.number}}}")]
    [InlineData("{{#each tickets}}x{{/each}}")]
    [InlineData("{{TICKET.NUMBER}}")]
    [InlineData("{{}}")]
    public async Task What_is_no_placeholder_is_refused(string text)
    {
        (await _api.Post(Macros, new { name = Given.Unique("Wrong"), replyBody = $"Dear {text}" })).Invalid("/replyBody", "placeholder.unknown");
        (await _api.Post(Macros, new { name = Given.Unique("Wrong"), act = "resolve", resolutionCode = "solved", resolutionText = text })).Invalid("/resolutionText", "placeholder.unknown");
    }

    [Fact]
    public async Task Wrong_macros_are_refused()
    {
        (await _api.Post(Macros, new { name = Given.Unique("Nothing") })).Conflict("macro.does_nothing");
        (await _api.Post(Macros, new { name = Given.Unique("Customer"), replyBody = "Hello", replyKind = "customerMessage" })).Invalid("/replyKind", "value.invalid");
        (await _api.Post(Macros, new { name = Given.Unique("Half"), act = "resolve", resolutionText = "Done" })).Invalid("/resolutionCode", "required");
        (await _api.Post(Macros, new { name = Given.Unique("Half"), act = "resolve", resolutionCode = "solved", resolutionText = " " })).Invalid("/resolutionText", "required");
        (await _api.Post(Macros, new { name = Given.Unique("Nowhere"), queueId = Guid.NewGuid() })).Invalid("/queueId", "reference.unknown");
        (await _api.Post(Macros, new { name = Given.Unique("Blank"), replyBody = " " })).Conflict("macro.does_nothing");
        (await _api.Post(Macros, new { name = Given.Unique("Idle"), act = "accept", resolutionCode = "solved" })).Invalid("/resolutionCode", "macro_resolution.unused");
        (await _api.Post(Macros, new { name = Given.Unique("Idle"), priority = "low", resolutionText = "Done" })).Invalid("/resolutionText", "macro_resolution.unused");
        (await _api.Post(Macros, new { name = Given.Unique("Both"), addedTags = new[] { "a", "B" }, removedTags = new[] { "b " } })).Invalid("/removedTags", "tag.both_ways");
        var macro = await Make(new { name = Given.Unique("Good"), priority = "low" });
        (await _api.Post(Macros, new { name = macro["name"], priority = "low" })).Conflict("macro.name_taken");
        (await _api.Patch(macro.Location!, new { priority = (string?)null })).Conflict("macro.does_nothing");
        (await _api.Delete(macro.Location!)).NoContent();
        (await Run(await Ticket(), macro)).Invalid("/macroId", "reference.unknown");
    }

    [Fact]
    public async Task Eight_who_run_a_macro_at_once_each_reply_and_the_ticket_is_whole()
    {
        var macro = await Make(new { name = Given.Unique("Busy"), addedTags = new[] { "busy" }, replyBody = "{{ticket.number}}", act = "waitForCustomer" });
        var ticket = await Ticket();
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Run(ticket, macro)));
        Assert.All(runs, r => r.Ok());
        Assert.Equal(8, (await _api.Get($"{ticket.Location}/messages")).Ok()["data"]!.AsArray().Count);
        Assert.Equal("pending", (string)(await _api.Get(ticket.Location!)).Ok()["status"]!);
    }

    private async Task<Answer> Make(object macro) => (await _api.Post(Macros, macro)).Created();

    private async Task<Answer> Ticket(params string[] tags) =>
        (await _api.Post("/api/v1/tickets", new { customerId = (await app.Given.Customer()).Id, subject = Given.Unique("The lamp flickers"), channel = "email", tags })).Created();

    private Task<Answer> Run(Answer ticket, Answer macro, bool dryRun = false) => _api.Post($"/api/v1/tickets/{ticket.Id}/macro-runs", new { macroId = macro.Id, dryRun });
}
