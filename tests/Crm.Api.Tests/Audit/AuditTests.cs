using System.Net;
using Crm.Application.Audit;
using Crm.Infrastructure;
using Crm.Infrastructure.Persistence;
using Crm.Tests.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests.Audit;

public sealed class AuditTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api(Duty.Manager);

    [Fact]
    public async Task A_new_record_is_written_down_with_who_made_it_through_what_and_all_that_was_said()
    {
        var customer = (await _api.Post("/api/v1/customers", new
        {
            kind = "organization",
            name = "Alfreds Futterkiste",
            relationships = new[] { "retailer" },
            annualRevenue = new { amount = "1250000.50", currency = "EUR" },
            channels = new[] { new { type = "email", value = "info@alfreds.example" } },
            tags = new[] { "pets" },
            externalIds = new[] { new { system = "shop", id = "ALFKI" } },
        })).Created();

        var entry = Assert.Single(await app.EntriesOf(customer.Id));

        Assert.Equal("created", (string?)entry["act"]);
        Assert.Equal(("customer", 1), ((string?)entry["kind"], (int?)entry["version"]));
        Assert.Equal(app.Member(Duty.Manager).Id.ToString(), (string?)entry["actorId"]);
        Assert.Equal(("api", "registerCustomer"), ((string?)entry["channel"], (string?)entry["operation"]));
        Assert.NotEmpty((string?)entry["requestId"] ?? "");
        Assert.Equal((string?)customer["createdAt"], (string?)entry["at"]);
        Assert.Equal("Alfreds Futterkiste", (string?)entry.Change("name")!["to"]);
        Assert.Null(entry.Change("name")!["from"]);
        Assert.Equal("1250000.50", (string?)entry.Change("annualRevenue")!["to"]!["amount"]);
        Assert.Equal("retailer", (string?)entry.Change("relationships")!["to"]![0]);
        Assert.Equal("info@alfreds.example", (string?)entry.Change("channels")!["to"]![0]!["value"]);
        Assert.Equal("ALFKI", (string?)entry.Change("externalIds")!["to"]![0]!["id"]);
        Assert.Null(entry.Change("notes"));
        Assert.DoesNotContain(entry.Fields(), f => f is "version" or "createdAt" or "updatedAt" or "id");
    }

    [Fact]
    public async Task A_change_names_the_fields_from_what_to_what_and_a_part_belongs_to_its_record()
    {
        var customer = await app.Given.Customer("Before");
        await _api.Patch(customer.Location!, new { name = "After", channels = new[] { new { type = "phone", value = "030 123456" } }, tags = new[] { "new" } });
        (await _api.Patch(customer.Location!, new { channels = new[] { new { type = "phone", value = "030 654321" } } })).Ok();

        var entries = await app.EntriesOf(customer.Id);

        Assert.Equal(["created", "changed", "changed"], entries.Select(e => (string?)e["act"]));
        Assert.Equal([1, 2, 3], entries.Select(e => (int)e["version"]!));
        Assert.Equal(("Before", "After"), ((string?)entries[1].Change("name")!["from"], (string?)entries[1].Change("name")!["to"]));
        Assert.Equal("changeCustomer", (string?)entries[1]["operation"]);
        Assert.Equal(["channels"], entries[2].Fields());
        Assert.Equal("030 123456", (string?)entries[2].Change("channels")!["from"]![0]!["value"]);
        Assert.Equal("030 654321", (string?)entries[2].Change("channels")!["to"]![0]!["value"]);
        Assert.DoesNotContain("normalized", entries[2].ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_touched_is_not_named()
    {
        var channels = Enumerable.Range(1, 12).Select(i => new { type = "email", value = $"{i}@untouched.example" }).ToArray();
        var addresses = Enumerable.Range(1, 8).Select(i => new { type = "shipping", address = Given.Address($"{i} Street") }).ToArray();
        var customer = (await _api.Post("/api/v1/customers", new { kind = "organization", name = "Before", channels, addresses })).Created();
        (await _api.Patch(customer.Location!, new { name = "After" })).Ok();

        Assert.Equal(["name"], (await app.EntriesOf(customer.Id))[1].Fields());
    }

    [Fact]
    public async Task A_field_of_a_field_and_an_own_field_are_named_by_their_path()
    {
        var key = $"colour{Guid.NewGuid():N}"[..20];
        (await app.Api().Post("/api/v1/custom-fields", new { target = "customer", key, label = "Colour", type = "text" })).Created();
        var customer = await app.Given.Customer("Paths");
        var changed = (await _api.Patch(customer.Location!, new { customFields = new Dictionary<string, string> { [key] = "red" } })).Ok();
        (await _api.Put($"{customer.Location}/credit", new { limit = new { amount = "500.00", currency = "EUR" }, rating = "b" }, ("If-Match", changed.ETag!))).Ok();

        var entries = await app.EntriesOf(customer.Id);

        Assert.Equal("red", (string?)entries[1].Change($"customFields.{key}")!["to"]);
        Assert.Equal("500.00", (string?)entries[2].Change("credit.limit")!["to"]!["amount"]);
        Assert.Equal("b", (string?)entries[2].Change("credit.rating")!["to"]);
    }

    [Fact]
    public async Task Archiving_and_restoring_are_acts_of_their_own()
    {
        var customer = await app.Given.Customer("Comes and goes");
        (await _api.Delete(customer.Location!)).NoContent();
        (await _api.Put($"{customer.Location}/restoration")).NoContent();

        Assert.Equal(["created", "archived", "restored"], (await app.EntriesOf(customer.Id)).Select(e => (string?)e["act"]));
    }

    [Fact]
    public async Task What_is_refused_leaves_no_trace()
    {
        var customer = await app.Given.Customer("Stays");
        (await _api.Patch(customer.Location!, new { kind = "person" })).Refused(HttpStatusCode.Conflict, "customer.kind_is_fixed");

        Assert.Single(await app.EntriesOf(customer.Id));
    }

    [Fact]
    public async Task A_secret_is_named_when_it_changes_and_never_shown()
    {
        const string password = "an unusually long password";
        var user = (await app.Api().Post("/api/v1/users", new { email = "secret@crm.test", name = "Secret", roleIds = Staff.RolesOf(Duty.Agent), password })).Created();

        var entry = Assert.Single(await app.EntriesOf(user.Id));

        Assert.Contains("password", entry.Fields());
        Assert.Null(entry.Change("password"));
        Assert.DoesNotContain("passwordHash", entry.ToJsonString(), StringComparison.Ordinal);
        var hash = (string)(await Sql.RunAsync(app.AsOwner, $"SELECT password_hash FROM users WHERE id = '{user.Id}'"))!;
        Assert.Equal(0L, await Sql.RunAsync(app.AsOwner, $"SELECT count(*) FROM audit_values WHERE position('{hash}' in json::text) > 0"));
    }

    [Fact]
    public async Task Work_that_goes_over_in_one_statement_is_written_down_record_by_record()
    {
        var giver = (await app.Api().Post("/api/v1/users", new { email = "giver@crm.test", name = "Giver", roleIds = Staff.RolesOf(Duty.Agent), password = Staff.Password })).Created();
        var receiver = app.Member(Duty.Manager).Id.ToString();
        var customer = (await _api.Post("/api/v1/customers", new { kind = "organization", name = "Given away", ownerId = giver.Id })).Created();
        (await _api.Post($"/api/v1/users/{giver.Id}/hand-overs", new { toUserId = receiver, customers = new { all = true } })).Created();

        var entry = (await app.EntriesOf(customer.Id))[^1];

        Assert.Equal(("changed", "handOverWork", 2), ((string?)entry["act"], (string?)entry["operation"], (int?)entry["version"]));
        Assert.Equal((giver.Id, receiver), ((string?)entry.Change("ownerId")!["from"], (string?)entry.Change("ownerId")!["to"]));
    }

    [Fact]
    public async Task What_a_job_does_has_no_actor_and_names_the_job()
    {
        var ticket = await app.Given.ResolvedTicket();
        app.Clock.Advance(TimeSpan.FromDays(8));
        await using var variant = app.WithWebHostBuilder(b => b.ConfigureServices(s => s.AddJobs()));
        await Eventually.TrueAsync(async () => (string?)(await app.ApiOf(variant).Get($"/api/v1/tickets/{ticket.Id}")).Ok()["status"] == "closed");

        var entry = (await app.EntriesOf(ticket.Id))[^1];

        Assert.Equal(("job:closing", "closed"), ((string?)entry["channel"], (string?)entry.Change("status")!["to"]));
        Assert.Null(entry["actorId"]);
        Assert.Null(entry["operation"]);
    }

    [Fact]
    public async Task Reading_in_bulk_can_be_written_down()
    {
        var customer = await app.Given.Customer("Exported");
        await using (var scope = app.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<IAudit>().Read("customer", Guid.Parse(customer.Id), new Dictionary<string, object?> { ["records"] = 12, ["format"] = "json" });
            await scope.ServiceProvider.GetRequiredService<CrmDb>().SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var entry = (await app.EntriesOf(customer.Id, "&act=read")).Single();

        Assert.Equal(12, (int?)entry.Change("records")!["to"]);
    }

    [Fact]
    public async Task The_list_filters_by_record_actor_act_field_and_time()
    {
        var customer = await app.Given.Customer("Filtered");
        (await _api.Patch(customer.Location!, new { notes = "one" })).Ok();
        var manager = app.Member(Duty.Manager).Id;

        Assert.Single(await app.EntriesOf(customer.Id, $"&actorId={manager}&kind=customer&act=changed&field=notes,name"));
        Assert.Empty(await app.EntriesOf(customer.Id, "&field=birthDate"));
        var at = (string)(await app.EntriesOf(customer.Id))[1]["at"]!;
        Assert.Single(await app.EntriesOf(customer.Id, $"&at[gte]={Uri.EscapeDataString(at)}"));
        (await app.Api().Get("/api/v1/audit-entries?recordId=7")).Invalid("recordId");
        (await app.Api().Get("/api/v1/audit-entries?name=x")).Invalid("name");
    }

    [Fact]
    public async Task Pages_of_entries_follow_one_another()
    {
        var customer = await app.Given.Customer("Paged");
        foreach (var notes in new[] { "a", "b", "c" }) (await _api.Patch(customer.Location!, new { notes })).Ok();

        var first = (await _api.Get($"{customer.Location}/audit-entries?limit=3")).Ok();
        var second = (await _api.Get($"{customer.Location}/audit-entries?limit=3&cursor={first["page", "nextCursor"]}")).Ok();

        Assert.Equal([4, 3, 2, 1], first["data"]!.AsArray().Concat(second["data"]!.AsArray()).Select(e => (int)e!["version"]!));
        Assert.False((bool?)second["page", "hasMore"]);
    }

    [Theory]
    [InlineData("customers")]
    [InlineData("contacts")]
    [InlineData("products")]
    [InlineData("orders")]
    [InlineData("tickets")]
    [InlineData("users")]
    [InlineData("teams")]
    public async Task Every_kind_of_record_has_its_own_list(string collection)
    {
        var record = collection switch
        {
            "customers" => await app.Given.Customer("Listed"),
            "contacts" => await app.Given.Contact((await app.Given.Customer("Has a contact")).Id),
            "products" => await app.Given.StockedProduct(),
            "orders" => await app.Given.DraftOrder(),
            "tickets" => await app.Given.Ticket(),
            "users" => (await app.Api().Post("/api/v1/users", new { email = "listed@crm.test", name = "Listed", roleIds = Staff.RolesOf(Duty.Agent), password = Staff.Password })).Created(),
            _ => (await app.Api().Post("/api/v1/teams", new { name = "Listed" })).Created(),
        };

        var list = (await app.Api().Get($"/api/v1/{collection}/{record.Id}/audit-entries?act=created")).Ok();

        Assert.Contains(list["data"]!.AsArray(), e => (string?)e!["recordId"] == record.Id);
        (await app.Api().Get($"/api/v1/{collection}/{Guid.NewGuid()}/audit-entries")).NotFound();
    }

    [Fact]
    public async Task Who_may_not_read_the_audit_is_refused()
    {
        var customer = await app.Given.Customer("Closed");
        (await app.Api(Duty.Manager).Get("/api/v1/audit-entries")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await app.Api(Duty.Manager).Post("/api/v1/audit-verifications")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await app.Api(Duty.Agent).Get($"{customer.Location}/audit-entries")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await app.Api(Duty.Manager).Get($"/api/v1/users/{app.Member(Duty.Agent).Id}/audit-entries")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
    }
}
