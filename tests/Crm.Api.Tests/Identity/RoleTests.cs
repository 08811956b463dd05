using System.Net;
using Crm.Domain.Identity;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class RoleTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_role_is_made_changed_and_archived()
    {
        var role = (await _api.Post("/api/v1/roles", new
        {
            name = "Key accounts",
            description = "Looks after few customers",
            permissions = new { customers = new { read = "all", change = "team" }, orders = new { read = "own" } },
            fieldRules = new[] { new { resource = "customer", field = "credit", access = "hidden" } },
        })).Created();
        var read = (await _api.Get(role.Location!)).Ok();
        var changed = (await _api.Patch(role.Location!, new { permissions = new { customers = new { change = "own" } }, fieldRules = (object?)null }, ("If-Match", role.ETag!))).Ok();

        Assert.Equal(role.Text, read.Text);
        Assert.Equal(("all", "team", "none", "own"), ((string?)role["permissions", "customers", "read"], (string?)role["permissions", "customers", "change"], (string?)role["permissions", "tickets", "read"], (string?)role["permissions", "orders", "read"]));
        Assert.Equal(("all", "own"), ((string?)changed["permissions", "customers", "read"], (string?)changed["permissions", "customers", "change"]));
        Assert.Empty(changed["fieldRules"]!.AsArray());
        (await _api.Patch(role.Location!, new { name = "X" })).Refused(HttpStatusCode.PreconditionRequired, "precondition.required");
        (await _api.Post("/api/v1/roles", new { name = "KEY accounts", permissions = new { } })).Conflict("role.name_taken");
        Assert.Equal(role.Id, (string?)(await _api.Get("/api/v1/roles?q=key%20acc")).Ok()["data", 0, "id"]);
        (await _api.Delete(role.Location!)).NoContent();
        (await _api.Get(role.Location!)).NotFound();
    }

    [Fact]
    public async Task Wrong_roles_are_refused_with_pointers()
    {
        (await Make(new { customers = new { read = "some" } })).Invalid("/permissions/customers/read");
        (await Make(new { customers = new { sell = "all" } })).Invalid("/permissions/customers/sell");
        (await Make(new { weather = new { read = "all" } })).Invalid("/permissions/weather");
        (await Make(new { products = new { read = "own" } })).Invalid("/permissions", "permission.level");
        (await _api.Post("/api/v1/roles", new { name = "R", permissions = new { }, fieldRules = new[] { new { resource = "customer", field = "name", access = "hidden" } } })).Invalid("/fieldRules/0/field", "field_rule.unknown");
        (await _api.Post("/api/v1/roles", new { name = "R", permissions = new { }, fieldRules = new[] { new { resource = "moon", field = "name", access = "hidden" } } })).Invalid("/fieldRules/0/resource");
        (await _api.Post("/api/v1/users", new { email = "norole@crm.test", name = "N", roleIds = Array.Empty<Guid>(), password = Staff.Password })).Invalid("/roleIds");
        (await _api.Post("/api/v1/users", new { email = "norole@crm.test", name = "N", roleIds = new[] { Guid.NewGuid() }, password = Staff.Password })).Invalid("/roleIds/0", "reference.unknown");

        Task<Answer> Make(object permissions) => _api.Post("/api/v1/roles", new { name = "R", permissions });
    }

    [Fact]
    public async Task Built_in_roles_stay_as_they_are()
    {
        var roles = (await _api.Get("/api/v1/roles?isBuiltIn=true")).Ok()["data"]!.AsArray();
        var sales = $"/api/v1/roles/{BuiltInRoles.Sales.Id}";
        var etag = (await _api.Get(sales)).Ok().ETag!;

        Assert.Equal(["Administrator", "Analyst", "Manager", "Marketing", "Partner", "Sales", "Service"], roles.Select(r => (string)r!["name"]!));
        (await _api.Patch(sales, new { name = "Mine" }, ("If-Match", etag))).Conflict("role.built_in");
        (await _api.Delete(sales)).Conflict("role.built_in");
    }

    [Fact]
    public async Task A_role_that_users_have_is_not_archived_and_one_that_is_archived_is_given_to_nobody()
    {
        var role = await Role(new { customers = new { read = "all" } });
        var user = await app.Given.User([Guid.Parse(role.Id)]);

        (await _api.Delete(role.Location!)).Conflict("role.in_use");
        (await _api.Patch(user.Location!, new { roleIds = Staff.RolesOf(Duty.Agent) }, ("If-Match", user.ETag!))).Ok();
        (await _api.Delete(role.Location!)).NoContent();
        (await _api.Post("/api/v1/users", new { email = "late@crm.test", name = "Late", roleIds = new[] { role.Id }, password = Staff.Password })).Invalid("/roleIds/0", "reference.unknown");
    }

    [Fact]
    public async Task What_a_role_gives_holds_from_the_next_request_on()
    {
        var role = await Role(new { customers = new { read = "all" } });
        var user = await app.Given.User([Guid.Parse(role.Id)]);
        var they = await app.Given.SignedIn(user);

        (await they.Get("/api/v1/customers")).Ok();
        (await they.Get("/api/v1/orders")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await _api.Patch(role.Location!, new { permissions = new { customers = new { read = "none" }, orders = new { read = "all" } } }, ("If-Match", role.ETag!))).Ok();
        (await they.Get("/api/v1/customers")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await they.Get("/api/v1/orders")).Ok();
        (await _api.Patch(user.Location!, new { roleIds = Staff.RolesOf(Duty.Manager) }, ("If-Match", user.ETag!))).Ok();
        (await they.Get("/api/v1/customers")).Ok();
        (await _api.Patch(user.Location!, new { isActive = false }, ("If-Match", "*"))).Ok();
        (await they.Get("/api/v1/customers")).Refused(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task Roles_add_up()
    {
        var (readers, owners) = (await Role(new { customers = new { read = "all" } }), await Role(new { customers = new { read = "own", change = "own" }, tickets = new { read = "team" } }));
        var they = await app.Given.SignedIn(await app.Given.User([Guid.Parse(readers.Id), Guid.Parse(owners.Id)]));

        var mine = (await they.Get("/api/v1/users/me/permissions")).Ok();

        Assert.Equal(("all", "own", "team", "none"), ((string?)mine["permissions", "customers", "read"], (string?)mine["permissions", "customers", "change"], (string?)mine["permissions", "tickets", "read"], (string?)mine["permissions", "orders", "read"]));
    }

    [Fact]
    public async Task Nobody_gives_more_than_they_have()
    {
        var staff = await Role(new { identity = new { read = "all", manage = "all" }, customers = new { read = "all" } });
        var they = await app.Given.SignedIn(await app.Given.User([Guid.Parse(staff.Id)]));
        var me = (await they.Get("/api/v1/users/me")).Ok();

        (await they.Post("/api/v1/roles", new { name = "More", permissions = new { customers = new { read = "all", change = "own" } } })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await they.Patch($"/api/v1/users/{me.Id}", new { roleIds = Staff.RolesOf(Duty.Administrator) }, ("If-Match", me.ETag!))).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await they.Patch(staff.Location!, new { permissions = new { orders = new { read = "all" } } }, ("If-Match", staff.ETag!))).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        var administrator = app.Member(Duty.Administrator).Id;
        var theirs = (await they.Get($"/api/v1/users/{administrator}")).Ok();
        (await they.Patch($"/api/v1/users/{administrator}", new { roleIds = new[] { staff.Id } }, ("If-Match", theirs.ETag!))).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await they.Post("/api/v1/roles", new { name = "As much", permissions = new { customers = new { read = "own" } } })).Created();
    }

    private async Task<Answer> Role(object permissions, params object[] fieldRules) =>
        (await _api.Post("/api/v1/roles", new { name = $"Role {Guid.NewGuid():N}", permissions, fieldRules })).Created();
}
