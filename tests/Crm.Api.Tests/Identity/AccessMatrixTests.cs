using System.Net;
using System.Text.Json.Nodes;
using Crm.Domain.Identity;
using Xunit;

namespace Crm.Tests.Identity;

/// <summary>Every operation of the document, by every kind of caller, on own, the team's and foreign records: let in, refused or not found as the levels say, and
/// what is refused changes no row.</summary>
public sealed class AccessMatrixTests : IClassFixture<CrmApp>
{
    private readonly CrmApp _app;
    private readonly Api _api;

    public AccessMatrixTests(CrmApp app)
    {
        (_app, _api) = (app, app.Api());
        app.Clock.Stop();   // otherwise the time of a key's last use would be a changed row
    }

    [Theory]
    [InlineData("Administrator")]
    [InlineData("Manager")]
    [InlineData("Sales")]
    [InlineData("Service")]
    [InlineData("Marketing")]
    [InlineData("Analyst")]
    [InlineData("Partner")]
    public async Task A_built_in_role_lets_do_what_its_levels_say(string name)
    {
        var role = (await _api.Get("/api/v1/roles?isBuiltIn=true&limit=100")).Ok()["data"]!.AsArray().Single(r => (string?)r!["name"] == name)!;
        var me = await _app.Given.User([Guid.Parse((string)role["id"]!)]);

        await Check(me, await _app.Given.SignedIn(me), role["permissions"]!);
    }

    [Fact]
    public async Task A_role_of_the_company_lets_see_more_than_it_lets_do()
    {
        var levels = new { read = "all", create = "all", change = "team", archive = "own", export = "team", manage = "own" };
        var everything = new { read = "all", create = "all", change = "all", archive = "all", export = "all", manage = "all" };
        var role = (await _api.Post("/api/v1/roles", new { name = "Looks at everything", permissions = new { customers = levels, orders = levels, tickets = levels, products = everything, settings = everything, identity = everything } })).Created();
        var me = await _app.Given.User([Guid.Parse(role.Id)]);

        await Check(me, await _app.Given.SignedIn(me), role["permissions"]!);
    }

    [Fact]
    public async Task A_key_lets_do_what_its_scopes_name_as_far_as_its_user_may()
    {
        var levels = new { read = "team", create = "all", change = "team", archive = "team", export = "team", manage = "team" };
        var role = (await _api.Post("/api/v1/roles", new { name = "A partner system's user", permissions = new { customers = levels, orders = levels, tickets = levels } })).Created();
        var me = await _app.Given.User([Guid.Parse(role.Id)]);
        string[] scopes = ["customers:read", "customers:change", "orders:read", "products:read"];
        var key = (await _api.Post("/api/v1/api-keys", new { name = "Partner", userId = me.Id, scopes })).Created();

        var permissions = role["permissions"]!.DeepClone();
        foreach (var (area, acts) in permissions.AsObject())
            foreach (var act in acts!.AsObject().Select(a => a.Key).ToList())
                if (!scopes.Contains($"{area}:{act}")) acts[act] = "none";
        await Check(me, _app.Keyed((string)key["secret"]!), permissions);
    }

    private async Task Check(Answer me, Api they, JsonNode permissions)
    {
        var mate = await _app.Given.User();
        await _app.Given.Team(null, me, mate);
        (Level Nearness, Func<string, string> Ids)[] records =
            [(Level.Own, await _app.Given.Theirs(me)), (Level.Team, await _app.Given.Theirs(mate)), (Level.All, await _app.Given.Theirs(await _app.Given.User()))];
        var calls = (from operation in await _app.Operations()
                     where operation.Permissions.Count > 0
                     from record in records
                     where record.Nearness == Level.Own || Kind(operation) is not null
                     let verdict = Verdict(operation, record.Nearness, permissions)
                     where verdict is not null
                     orderby operation.Method != "get"   // what is handed over by a call would be another's for the next one
                     select (operation, record.Nearness, record.Ids, Expected: verdict.Value)).ToList();
        await they.Get("/api/v1/users/me");
        var wrong = new List<string>();

        var before = await _app.Rows();
        foreach (var call in calls.Where(c => c.Expected != HttpStatusCode.OK)) await Try(call);
        Assert.Equal(before, await _app.Rows());

        foreach (var call in calls.Where(c => c.Expected == HttpStatusCode.OK)) await Try(call);
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));

        async Task Try((Operation Operation, Level Nearness, Func<string, string> Ids, HttpStatusCode Expected) call)
        {
            var answer = await call.Operation.Call(they, call.Ids);
            var isRight = call.Expected switch
            {
                HttpStatusCode.Forbidden => answer.Code == "auth.not_allowed" || answer.Status == HttpStatusCode.BadRequest && Documented.IsNotThere(answer),
                HttpStatusCode.NotFound => Documented.IsNotThere(answer),
                _ => answer.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) && (int)answer.Status < 500 && !(answer.Status == HttpStatusCode.NotFound && call.Operation.Names is [_, ..] names && names.All(n => n.Length > 0)),
            };
            if (!isRight) wrong.Add($"{call.Operation.Id}, a record of level {call.Nearness}: expected {call.Expected}, got {answer.Status} {answer.Text}");
        }
    }

    /// <summary>200 for what is let in, whatever comes of it then; null where it depends on the body.</summary>
    private static HttpStatusCode? Verdict(Operation operation, Level nearness, JsonNode permissions)
    {
        if (operation.Permissions.Any(p => LevelOf(p) == Level.None)) return HttpStatusCode.Forbidden;
        if (Kind(operation) is not { } area) return operation.Permissions.All(p => LevelOf(p) == Level.All || p.EndsWith(":read", StringComparison.Ordinal)) ? HttpStatusCode.OK : null;
        if (LevelOf($"{area}:read") < nearness) return HttpStatusCode.NotFound;
        return operation.Permissions.All(p => LevelOf(p) >= nearness) ? HttpStatusCode.OK : HttpStatusCode.Forbidden;

        Level LevelOf(string permission) =>
            permission.Split(':') is var parts && permissions[parts[0]]?[parts[1]] is { } level ? Enum.Parse<Level>((string)level!, ignoreCase: true) : Level.None;
    }

    /// <summary>The area of the record that has an owner and that the address names; null when it names none.</summary>
    private static string? Kind(Operation operation) => operation.Names.FirstOrDefault(n => n.Length > 0) switch
    {
        "customers" or "contacts" or "interactions" => "customers",
        "orders" or "order-lines" or "shipments" or "returns" or "payments" => "orders",
        "tickets" or "ticket-messages" or "ticket-surveys" => "tickets",
        _ => null,
    };
}
