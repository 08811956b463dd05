using System.Net;
using System.Text.Json;
using Crm.Domain.Identity;
using Xunit;

namespace Crm.Tests.Identity;

/// <summary>Every operation of the document, called by those who may not: refused each time, and not one row is different afterwards.</summary>
public sealed class PolicyTests(CrmApp app) : IClassFixture<CrmApp>
{
    private static readonly string[] OpenToStrangers = ["answerSurvey", "lookAtSurvey", "refreshTokens", "signIn"];
    private static readonly string[] OpenToEverybody = ["beginImport", "cancelJob", "changeImport", "checkImport", "endSession", "findAnything", "getEvent", "getEventTypes", "getExport", "getExportContent", "getImport", "getImportProblems", "getImportTargets", "getJob", "getMe", "getMyAgent", "getMyPermissions", "handOverWork", "listImports", "listJobs", "listMySessions", "previewImport", "readEvents", "runImport", "searchImports", "searchJobs", "sendImportContent", "setMyAvailability", "setMyPassword", "signOut", "startExport", "streamEvents", "undoImport"];

    private readonly Api _api = app.Api();

    [Fact]
    public async Task Who_may_call_an_operation_is_stated_for_each()
    {
        var operations = await app.Operations();

        Assert.Equal(OpenToStrangers, operations.Where(o => o.Permissions.Count == 0 && o.IsOpen).Select(o => o.Id).Order());
        Assert.Equal(OpenToEverybody, operations.Where(o => o.Permissions.Count == 0 && !o.IsOpen).Select(o => o.Id).Order());
    }

    [Fact]
    public async Task Where_one_of_several_permissions_is_enough_each_is_and_none_is_not()
    {
        var operations = (await app.Operations()).Where(o => o.Text["x-permissions-any"] is not null).ToList();
        Assert.Equal(["beginImport", "changeImport", "checkImport", "findAnything", "getImportTargets", "runImport", "sendImportContent", "startExport", "undoImport"], operations.Select(o => o.Id).Order());
        foreach (var permission in operations.Single(o => o.Id == "findAnything").Text["x-permissions-any"]!.AsArray().Select(p => (string)p!))
            (await (await Only(permission)).Get("/api/v1/search?q=anybody")).Ok();
        (await (await Only("products:read")).Get("/api/v1/search?q=anybody")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
    }

    [Fact]
    public async Task A_stranger_is_turned_away_and_nothing_is_changed()
    {
        var before = await app.Rows();
        foreach (var operation in (await app.Operations()).Where(o => !o.IsOpen))
            (await operation.Call(app.Stranger(), _ => Guid.NewGuid().ToString())).Refused(HttpStatusCode.Unauthorized, "auth.required");
        Assert.Equal(before, await app.Rows());
    }

    [Fact]
    public async Task Who_lacks_a_permission_is_refused_what_needs_it_and_nothing_is_changed()
    {
        var operations = (await app.Operations()).Where(o => o.Permissions.Count > 0).ToList();
        var callers = new Dictionary<string, Api>();
        foreach (var permission in operations.SelectMany(o => o.Permissions).Distinct()) callers[permission] = await EverythingBut(permission);
        var known = await app.Given.Theirs(await app.Given.User(Duty.Manager));
        var before = await app.Rows();

        foreach (var operation in operations)
            foreach (var permission in operation.Permissions)
            {
                var refused = await operation.Call(callers[permission], known);
                refused.Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
                Assert.Contains(permission, (string?)refused["detail"], StringComparison.Ordinal);
            }
        Assert.Equal(before, await app.Rows());
    }

    [Fact]
    public async Task What_belongs_to_others_is_not_there_for_who_may_see_only_their_own()
    {
        var owned = await Role(Level.Own);
        var me = await app.Given.SignedIn(await app.Given.User([Guid.Parse(owned.Id)]));
        var foreign = await app.Given.Theirs(await app.Given.User(Duty.Agent));
        var before = await app.Rows();

        var operations = (await app.Operations()).Where(o => o.Names.Any(n => n.Length > 0)).ToList();
        Assert.NotEmpty(operations);
        var wrong = new List<string>();
        foreach (var operation in operations)
        {
            var answer = await operation.Call(me, foreign);
            if (!Documented.IsNotThere(answer)) wrong.Add($"{operation.Id}: {answer.Status} {answer.Text}");
        }
        Assert.Empty(wrong);
        Assert.Equal(before, await app.Rows());
    }

    [Fact]
    public async Task What_one_sees_but_may_not_change_stays_as_it_is()
    {
        var reader = new Dictionary<string, object>
        {
            ["customers"] = Reads(Level.All, Level.Own),
            ["orders"] = Reads(Level.All, Level.Own),
            ["tickets"] = Reads(Level.All, Level.Own),
            ["products"] = Reads(Level.All, Level.All),
        };
        var role = (await _api.Post("/api/v1/roles", new { name = $"Sees all {Guid.NewGuid():N}", permissions = reader })).Created();
        var me = await app.Given.SignedIn(await app.Given.User([Guid.Parse(role.Id)]));
        var foreign = await app.Given.Theirs(await app.Given.User(Duty.Agent));
        var before = await app.Rows();

        var wrong = new List<string>();
        foreach (var operation in (await app.Operations()).Where(o => o.Names.Any(n => n.Length > 0) && !o.Permissions[0].EndsWith(":read", StringComparison.Ordinal)))
        {
            var answer = await operation.Call(me, foreign);
            if (answer.Status != HttpStatusCode.Forbidden && !Documented.IsNotThere(answer)) wrong.Add($"{operation.Id}: {answer.Status} {answer.Text}");
        }
        Assert.Empty(wrong);
        Assert.Equal(before, await app.Rows());

        static object Reads(Level read, Level write) => new { read = Name(read), create = Name(write), change = Name(write), archive = Name(write), manage = Name(write) };
    }

    private static string Name(Level level) => level.ToString().ToLowerInvariant();

    private async Task<Answer> Role(Level level)
    {
        object Area(Level l) => new { read = Name(l), create = Name(l), change = Name(l), archive = Name(l), export = Name(l), manage = Name(l) };
        return (await _api.Post("/api/v1/roles", new
        {
            name = $"Everything {level} {Guid.NewGuid():N}",
            permissions = new { customers = Area(level), orders = Area(level), tickets = Area(level), products = Area(Level.All), settings = Area(Level.All), identity = Area(Level.All) },
        })).Created();
    }

    private async Task<Api> Only(string permission)
    {
        var permissions = new Dictionary<string, object> { [permission.Split(':')[0]] = new Dictionary<string, string> { [permission.Split(':')[1]] = "all" } };
        return await app.Given.SignedIn(await app.Given.User([Guid.Parse((await _api.Post("/api/v1/roles", new { name = $"Only {permission}", permissions })).Created().Id)]));
    }

    private async Task<Api> EverythingBut(string permission)
    {
        var (area, act) = (permission.Split(':')[0], permission.Split(':')[1]);
        var permissions = JsonSerializer.SerializeToNode(Enum.GetNames<Area>().ToDictionary(a => a.ToLowerInvariant(), _ => Enum.GetNames<Act>().ToDictionary(a => a.ToLowerInvariant(), _ => "all")))!;
        permissions[area]![act] = "none";
        var role = (await _api.Post("/api/v1/roles", new { name = $"Without {permission}", permissions })).Created();
        return await app.Given.SignedIn(await app.Given.User([Guid.Parse(role.Id)]));
    }
}
