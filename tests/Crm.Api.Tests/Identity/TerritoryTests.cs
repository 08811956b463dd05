using Xunit;

namespace Crm.Tests.Identity;

public sealed class TerritoryTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_new_customer_goes_to_who_has_the_deepest_territory_that_it_lies_in()
    {
        var (lead, teacher, team) = (await app.Given.User(), await app.Given.User(), await app.Given.Team());
        var country = await Territory(new { name = "Norway", countries = new[] { "no" }, ownerId = lead.Id, teamId = team.Id });
        var schools = await Territory(new { name = "Schools in Norway", parentId = country.Id, markets = new[] { "education" }, ownerId = teacher.Id });
        var vips = await Territory(new { name = "Norwegian VIPs", parentId = country.Id, tags = new[] { "vip" }, position = 1 });

        Is(await Customer("NO", "education"), schools, teacher, team);
        Is(await Customer("NO", "business"), country, lead, team);
        Is(await Customer("NO", "education", "vip"), schools, teacher, team);
        Is(await Customer("NO", "home", "VIP"), vips, lead, team);
        Is(await Customer("SE", "education"), null, null, null);
        Assert.Equal(4, (await _api.Get($"/api/v1/customers?territory.under={country.Id}")).Ok()["data"]!.AsArray().Count);
        Assert.Equal(2, (await _api.Get($"/api/v1/customers?territoryId={schools.Id}")).Ok()["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task Whoever_is_named_gets_the_customer_and_who_has_left_gets_none()
    {
        var (owner, named) = (await app.Given.User(), await app.Given.User());
        var iceland = await Territory(new { name = "Iceland", countries = new[] { "IS" }, ownerId = owner.Id });

        Is(await Customer("IS", "home", owner: named.Id), iceland, named, null);
        (await _api.Patch(owner.Location!, new { isActive = false }, ("If-Match", owner.ETag!))).Ok();
        Is(await Customer("IS", "home"), iceland, null, null);
        Assert.Null((await _api.Get(iceland.Location!)).Ok()["ownerId"]);
        Is((await _api.Patch((await Customer("FI", "home")).Location!, new { territoryId = iceland.Id })).Ok(), iceland, null, null);
    }

    [Fact]
    public async Task Territories_form_a_tree_and_what_moves_takes_along_what_is_below_it()
    {
        var (a, b) = (await Territory(new { name = "A" + Guid.NewGuid() }), await Territory(new { name = "B" + Guid.NewGuid() }));
        var child = await Territory(new { name = "C" + Guid.NewGuid(), parentId = b.Id });

        (await _api.Patch(b.Location!, new { parentId = a.Id })).Ok();
        Assert.Equal(3, (await _api.Get($"/api/v1/territories?under={a.Id}")).Ok()["data"]!.AsArray().Count);
        (await _api.Patch(a.Location!, new { parentId = child.Id })).Conflict("territory.circle");
        (await _api.Delete(b.Location!)).Conflict("territory.has_children");
        (await _api.Patch(child.Location!, new { parentId = (string?)null })).Ok();
        Assert.Equal(2, (await _api.Get($"/api/v1/territories?under={a.Id}")).Ok()["data"]!.AsArray().Count);
        (await _api.Delete(child.Location!)).NoContent();
    }

    [Fact]
    public async Task Wrong_territories_are_refused_with_pointers()
    {
        (await _api.Post("/api/v1/territories", new { name = "" })).Invalid("/name");
        (await _api.Post("/api/v1/territories", new { name = "X", countries = new[] { "Germany" } })).Invalid("/countries/0");
        (await _api.Post("/api/v1/territories", new { name = "X", ownerId = Guid.NewGuid() })).Invalid("/ownerId", "reference.unknown");
        (await _api.Post("/api/v1/territories", new { name = "X", parentId = Guid.NewGuid() })).Invalid("/parentId", "reference.unknown");
        (await _api.Post("/api/v1/territories", new { name = "X", position = -1 })).Invalid("/position");
        (await _api.Post("/api/v1/customers", new { kind = "person", name = "N", territoryId = Guid.NewGuid() })).Invalid("/territoryId", "reference.unknown");
    }

    private static void Is(Answer customer, Answer? territory, Answer? owner, Answer? team) =>
        Assert.Equal((territory?.Id, owner?.Id, team?.Id), ((string?)customer["territoryId"], (string?)customer["ownerId"], (string?)customer["teamId"]));

    private async Task<Answer> Territory(object body) => (await _api.Post("/api/v1/territories", body)).Created();

    private async Task<Answer> Customer(string country, string market, string? tag = null, string? owner = null) =>
        (await _api.Post("/api/v1/customers", new
        {
            kind = "person",
            name = "Somebody",
            market,
            tags = tag is null ? [] : new[] { tag },
            ownerId = owner,
            addresses = new[] { new { type = "billing", address = new { line1 = "Street 1", city = "Town", country } } },
        })).Created();
}
