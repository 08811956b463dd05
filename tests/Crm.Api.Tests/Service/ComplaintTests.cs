using System.Net;
using Xunit;

namespace Crm.Tests.Service;

public sealed class ComplaintTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task What_a_complaint_is_about_is_said_and_read_wherever_the_ticket_is()
    {
        var complaint = await app.Given.Complaint();
        Assert.Null(complaint["complaint"]);

        var said = (await _api.Put(Of(complaint), new { kind = "delivery", severity = "major" })).Ok();
        Assert.Equal(("delivery", "major"), ((string?)said["complaint", "kind"], (string?)said["complaint", "severity"]));
        Assert.Equal(said.Text, (await _api.Get(Ticket(complaint))).Ok().Text);

        said = (await _api.Put(Of(complaint), new { kind = "billing", severity = "critical" })).Ok();
        Assert.Equal(3, (int)said["version"]! - (int)complaint["version"]! + 1);
        var customer = (string?)complaint["customerId"];
        foreach (var query in new[] { "complaintKind=billing", "complaintSeverity=critical,minor", "complaintKind[isNull]=false" })
        {
            var found = (await _api.Get($"/api/v1/tickets?customerId={customer}&{query}")).Ok();
            Assert.Equal("critical", (string?)found["data", 0, "complaint", "severity"]);
        }
        Assert.Empty((await _api.Get($"/api/v1/tickets?customerId={customer}&complaintKind=delivery")).Ok()["data"]!.AsArray());
    }

    [Fact]
    public async Task Only_a_complaint_has_it_and_a_change_of_type_hides_it()
    {
        var question = await app.Given.OpenTicket();
        (await _api.Put(Of(question), new { kind = "product", severity = "minor" })).Conflict("complaint.other_type");
        var complaint = await app.Given.Complaint();
        (await _api.Put(Of(complaint), new { kind = "product", severity = "minor" })).Ok();

        Assert.Null((await _api.Patch(Ticket(complaint), new { type = "question" })).Ok()["complaint"]);
        Assert.Empty((await _api.Get($"/api/v1/tickets?customerId={(string?)complaint["customerId"]}&complaintKind=product")).Ok()["data"]!.AsArray());
        (await _api.Put(Of(complaint), new { kind = "product", severity = "minor" })).Conflict("complaint.other_type");
        Assert.Equal("product", (string?)(await _api.Patch(Ticket(complaint), new { type = "complaint" })).Ok()["complaint", "kind"]);
    }

    [Fact]
    public async Task A_closed_complaint_keeps_it_and_its_follow_up_takes_it_over()
    {
        var complaint = await app.Given.Complaint();
        (await _api.Put(Of(complaint), new { kind = "privacy", severity = "critical" })).Ok();
        (await _api.Put($"{Ticket(complaint)}/resolution", Given.Explained())).Ok();
        (await _api.Put($"{Ticket(complaint)}/closure")).Ok();

        (await _api.Put(Of(complaint), new { kind = "other", severity = "minor" })).Conflict("ticket.closed");
        var next = (await _api.Post($"{Ticket(complaint)}/follow-ups", new { channel = "phone" })).Created();
        Assert.Equal(("privacy", "critical"), ((string?)next["complaint", "kind"], (string?)next["complaint", "severity"]));
    }

    [Theory]
    [InlineData("""{"kind":"product"}""", "/severity", "required")]
    [InlineData("""{"severity":"minor"}""", "/kind", "required")]
    [InlineData("""{"kind":"weather","severity":"minor"}""", "/kind", "value.invalid")]
    [InlineData("""{"kind":null,"severity":"minor"}""", "/kind", null)]
    [InlineData("""{"kind":0,"severity":"minor"}""", "/kind", "value.invalid")]
    [InlineData("""{"kind":"product","severity":"minor","id":"x"}""", "/id", "member.unknown")]
    public async Task A_body_that_is_not_what_the_document_says_is_refused(string body, string pointer, string? code) =>
        (await _api.SendText(HttpMethod.Put, Of(await app.Given.Complaint()), body)).Invalid(pointer, code);

    [Fact]
    public async Task A_resolution_says_why_what_was_given_and_what_it_cost()
    {
        var complaint = await app.Given.Complaint();

        var resolved = (await _api.Put($"{Ticket(complaint)}/resolution", Given.Explained("transportDamage", "replacement", new { amount = "12.50", currency = "EUR" }))).Ok();
        Assert.Equal(("transportDamage", "replacement", "12.50"), ((string?)resolved["resolution", "rootCauseCode"], (string?)resolved["resolution", "remedyCode"], (string?)resolved["resolution", "remedyCost", "amount"]));
        Assert.Equal(resolved.Text, (await _api.Get(Ticket(complaint))).Ok().Text);

        resolved = (await _api.Put($"{Ticket(complaint)}/resolution", Given.Explained("staffError", remedyCost: new { amount = "300", currency = "JPY" }))).Ok();
        Assert.Equal(("staffError", null, "300"), ((string?)resolved["resolution", "rootCauseCode"], (string?)resolved["resolution", "remedyCode"], (string?)resolved["resolution", "remedyCost", "amount"]));

        (await _api.Delete($"{Ticket(complaint)}/resolution")).Ok();
        resolved = (await _api.Put($"{Ticket(complaint)}/resolution", Given.Explained())).Ok();
        Assert.All(new[] { "rootCauseCode", "remedyCode", "remedyCost" }, m => Assert.True(resolved["resolution"]!.AsObject().ContainsKey(m) && resolved["resolution", m] is null));
    }

    [Fact]
    public async Task A_resolution_that_makes_no_sense_is_refused()
    {
        var complaint = await app.Given.Complaint();
        (await Resolve(new { amount = "-1", currency = "EUR" })).Invalid("/remedyCost", "money.negative");
        (await Resolve(new { amount = "1.005", currency = "EUR" })).Invalid("/remedyCost/amount", "money.decimals");
        (await Resolve(new { amount = "1", currency = "XXX" })).Invalid("/remedyCost/currency", "currency.unknown");
        (await _api.Put($"{Ticket(complaint)}/resolution", Given.Explained("magic"))).Invalid("/rootCauseCode", "value.invalid");
        (await _api.Put($"{Ticket(complaint)}/resolution", Given.Explained(remedyCode: "magic"))).Invalid("/remedyCode", "value.invalid");

        Task<Answer> Resolve(object cost) => _api.Put($"{Ticket(complaint)}/resolution", Given.Explained(remedyCost: cost));
    }

    [Fact]
    public async Task Who_is_not_shown_it_neither_reads_writes_nor_filters_it()
    {
        var complaint = await app.Given.Complaint();
        (await _api.Put(Of(complaint), new { kind = "product", severity = "critical" })).Ok();
        var all = new { tickets = new { read = "all", change = "all" } };
        var (_, they) = await app.Given.SomebodyWho(all, new { resource = "ticket", field = "complaint", access = "hidden" });

        Assert.Null((await they.Get(Ticket(complaint))).Ok()["complaint"]);
        (await they.Put(Of(complaint), new { kind = "other", severity = "minor" })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await they.Get("/api/v1/tickets?complaintSeverity=critical")).Invalid("complaintSeverity");
        (await they.Get($"/api/v1/complaints/recurrence?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&severity=critical")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
    }

    private static string Ticket(Answer ticket) => $"/api/v1/tickets/{ticket.Id}";

    private static string Of(Answer ticket) => $"{Ticket(ticket)}/complaint";
}
