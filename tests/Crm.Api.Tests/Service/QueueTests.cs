using System.Net;
using Crm.Application.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
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

        var made = Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
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
    public async Task A_queue_whose_tickets_are_not_closed_is_not_archived()
    {
        var queue = await app.Given.Queue();
        var (open, resolved) = (await TicketIn(queue), await TicketIn(queue));
        (await _api.Put($"{resolved.Location}/resolution", Given.Solved)).Ok();

        Assert.Equal(2, (int)(await _api.Delete(queue.Location!)).Conflict("queue.has_open_tickets")["details", "openTickets"]!);

        (await _api.Put($"{resolved.Location}/closure")).Ok();
        Assert.Equal(1, (int)(await _api.Delete(queue.Location!)).Conflict("queue.has_open_tickets")["details", "openTickets"]!);
        (await _api.Patch(open.Location!, new { queueId = (await app.Given.Queue()).Id })).Ok();
        (await _api.Delete(queue.Location!, ("If-Match", "\"7\""))).Refused(HttpStatusCode.PreconditionFailed, "precondition.stale");
        (await _api.Delete(queue.Location!, ("If-Match", queue.ETag!))).NoContent();
    }

    [Fact]
    public async Task Archiving_waits_for_a_ticket_that_is_just_being_opened_in_the_queue()
    {
        var (queue, customer, gate) = (await app.Given.Queue(), await app.Given.Customer(), new Gate());
        await using var slow = app.WithWebHostBuilder(b => b.ConfigureServices(s => s.Replace(ServiceDescriptor.Singleton<INumbers>(gate))));
        var opening = app.ApiOf(slow).Post("/api/v1/tickets", new { customerId = customer.Id, subject = "S", channel = "web", queueId = queue.Id });
        await gate.Reached;   // the ticket has been checked, and is not stored

        var archiving = _api.Delete(queue.Location!);
        await Task.WhenAny(archiving, SomebodyWaitsForALock());
        gate.Open();

        (await opening).Created();
        Assert.Equal(1, (int)(await archiving).Conflict("queue.has_open_tickets")["details", "openTickets"]!);
    }

    [Fact]
    public async Task No_ticket_gets_into_a_queue_that_is_archived_at_the_same_moment()
    {
        for (var i = 0; i < 5; i++)
        {
            var (queue, customer, moved) = (await app.Given.Queue(), await app.Given.Customer(), await app.Given.Ticket());

            var putting = Enumerable.Range(0, 6).Select(_ => _api.Post("/api/v1/tickets", new { customerId = customer.Id, subject = "S", channel = "web", queueId = queue.Id }))
                .Append(_api.Patch($"/api/v1/tickets/{moved.Id}", new { queueId = queue.Id })).ToList();
            var archiving = await _api.Delete(queue.Location!);
            var answers = await Task.WhenAll(putting);

            var inside = (int)(await _api.Get($"/api/v1/tickets?queueId={queue.Id}&count=true")).Ok()["page", "total"]!;
            Assert.Equal(answers.Count(a => a.Status is HttpStatusCode.Created or HttpStatusCode.OK), inside);
            if (archiving.Status == HttpStatusCode.NoContent) Assert.All(answers, a => a.Invalid("/queueId", "reference.unknown"));
            else archiving.Conflict("queue.has_open_tickets");
        }
    }

    private async Task<Answer> TicketIn(Answer queue) =>
        (await _api.Post("/api/v1/tickets", new { customerId = (await app.Given.Customer()).Id, subject = "S", channel = "web", queueId = queue.Id })).Created();

    private Task SomebodyWaitsForALock() => app.Db(async db =>
    {
        const string waiting = "SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while (await db.Database.SqlQueryRaw<int>(waiting).SingleAsync(TestContext.Current.CancellationToken) == 0) { }
    });

    /// <summary>Numbers that are given out only when the gate is open.</summary>
    private sealed class Gate : INumbers
    {
        private readonly TaskCompletionSource _reached = new(), _open = new();

        public Task Reached => _reached.Task;

        public void Open() => _open.SetResult();

        public async Task<string> Next(NumberSeries series, int year, CancellationToken ct)
        {
            _reached.TrySetResult();
            await _open.Task.WaitAsync(ct);
            return "T-GATE-1";
        }
    }

    [Fact]
    public async Task Wrong_input_is_refused_with_a_pointer()
    {
        (await _api.Post("/api/v1/queues", new { name = " " })).Invalid("/name", "required");
        (await _api.Post("/api/v1/queues", new { name = "\u202e\u200f" })).Invalid("/name", "required");
        (await _api.Post("/api/v1/queues", new { name = "\u200b" })).Invalid("/name", "required");
        (await _api.Post("/api/v1/queues", new { name = new string('q', 121) })).Invalid("/name", "text.too_long");
        (await _api.Post("/api/v1/queues", new { name = "A\nB" })).Invalid("/name", "text.control_character");
        (await _api.Post("/api/v1/queues", new { name = "A", members = Array.Empty<string>() })).Invalid("/members", "member.unknown");
        (await _api.Post("/api/v1/queues", new { name = 5 })).Invalid("/name", "value.invalid");
        (await _api.Get("/api/v1/queues?name=%E2%80%8B")).Invalid("name", "filter.invalid_value");
        (await _api.Get("/api/v1/customers?email=%E2%80%8B")).Invalid("email", "filter.invalid_value");
        (await _api.Get("/api/v1/queues?description=x")).Invalid("description", "parameter.unknown");
    }
}
