using Crm.Domain.Customers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Customers;

public sealed class CustomerHistoryTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();
    private readonly string _admin = app.Member(Duty.Administrator).Id.ToString();

    [Fact]
    public async Task Each_step_of_the_life_cycle_says_who_took_it_and_when()
    {
        var person = await app.Given.Person();
        app.Clock.Advance(TimeSpan.FromHours(1));
        (await app.Api(Duty.Agent).Put($"{person.Location}/lifecycle", new { lifecycle = "lost", reason = "Moved away" })).Ok();
        app.Clock.Advance(TimeSpan.FromHours(1));
        var order = Given.OrderOf(person, new { productId = await app.Given.Product(), quantity = 1 });
        order["place"] = true;
        (await app.Api(Duty.Manager).Post("/api/v1/orders", order)).Created();

        var steps = (await _api.Get($"{person.Location}/lifecycle-changes")).Ok()["data"]!.AsArray();

        Assert.Equal(
            [
                ("lost", "active", "An order was placed.", app.Member(Duty.Manager).Id.ToString()),
                ("prospect", "lost", "Moved away", app.Member(Duty.Agent).Id.ToString()),
                (null, "prospect", null, _admin),
            ],
            steps.Select(s => ((string?)s!["from"], (string?)s["to"], (string?)s["reason"], (string?)s["by"])));
        Assert.All(steps, s => Assert.Equal(person.Id, (string?)s!["customerId"]));
        Assert.Single((await _api.Get($"{person.Location}/lifecycle-changes?at[lt]={steps[1]!["at"]}")).Ok()["data"]!.AsArray());
        Assert.Single((await _api.Get($"{person.Location}/lifecycle-changes?to=lost")).Ok()["data"]!.AsArray());
    }

    [Fact]
    public async Task Each_change_of_owner_or_team_is_kept()
    {
        var (anna, team) = (await app.Given.User(), await app.Given.Team());
        var customer = await app.Given.Customer();
        Assert.Empty((await _api.Get($"{customer.Location}/ownership-changes")).Ok()["data"]!.AsArray());

        (await app.Api(Duty.Agent).Patch(customer.Location!, new { ownerId = anna.Id })).Ok();
        (await _api.Patch(customer.Location!, new { industry = "Fish" })).Ok();
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await _api.Patch(customer.Location!, new { ownerId = (string?)null, teamId = team.Id })).Ok();

        var changes = (await _api.Get($"{customer.Location}/ownership-changes")).Ok()["data"]!.AsArray();
        Assert.Equal(
            [(anna.Id, null, null, team.Id, _admin), (null, anna.Id, null, null, app.Member(Duty.Agent).Id.ToString())],
            changes.Select(c => ((string?)c!["fromOwnerId"], (string?)c["toOwnerId"], (string?)c["fromTeamId"], (string?)c["toTeamId"], (string?)c["by"])));
        Assert.Null(changes[0]!["handOverId"]);
        Assert.Single((await _api.Get($"{customer.Location}/ownership-changes?at[gte]={changes[0]!["at"]}")).Ok()["data"]!.AsArray());
        Assert.Single((await _api.Get($"{customer.Location}/ownership-changes?toTeamId={team.Id}")).Ok()["data"]!.AsArray());
    }

    [Fact]
    public async Task A_history_is_read_by_pages_whose_cursor_belongs_to_its_customer()
    {
        var (one, other) = (await app.Given.Person(), await app.Given.Person());
        foreach (var lifecycle in new[] { "lost", "active", "dormant", "lost" })
            foreach (var person in new[] { one, other })
            {
                app.Clock.Advance(TimeSpan.FromSeconds(1));
                (await _api.Put($"{person.Location}/lifecycle", new { lifecycle })).Ok();
            }

        List<string?> read = [];
        var page = (await _api.Get($"{one.Location}/lifecycle-changes?limit=2&count=true")).Ok();
        Assert.Equal(5, (int)page["page", "total"]!);
        (await _api.Get($"{other.Location}/lifecycle-changes?limit=2&count=true&cursor={page["page", "nextCursor"]}")).Invalid("cursor", "cursor.invalid");
        while (true)
        {
            read.AddRange(page["data"]!.AsArray().Select(s => (string?)s!["to"]));
            if ((string?)page["page", "nextCursor"] is not { } cursor) break;
            page = (await _api.Get($"{one.Location}/lifecycle-changes?limit=2&count=true&cursor={cursor}")).Ok();
        }
        Assert.Equal(["lost", "dormant", "active", "lost", "prospect"], read);
        (await _api.Get($"/api/v1/customers/{Guid.NewGuid()}/lifecycle-changes")).NotFound();
        (await _api.Get($"/api/v1/customers/{Guid.NewGuid()}/ownership-changes")).NotFound();
        (await _api.Get($"{one.Location}/lifecycle-changes?reason=x")).Invalid("reason", "parameter.unknown");
    }

    [Fact]
    public async Task What_happened_is_not_loaded_with_the_customer()
    {
        var customer = await app.Given.Person();
        (await _api.Put($"{customer.Location}/lifecycle", new { lifecycle = "lost" })).Ok();

        await app.Db(async db =>
        {
            var loaded = await db.Customers.SingleAsync(c => c.Id == Domain.Common.Id<Customer>.Parse(customer.Id, null));
            Assert.Empty(loaded.LifecycleChanges);
            Assert.Empty(loaded.OwnershipChanges);
        });
    }
}
