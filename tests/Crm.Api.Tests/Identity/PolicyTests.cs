using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Identity;

/// <summary>Every operation of the document, called by those who may not: refused each time, and not one row is different afterwards.</summary>
public sealed class PolicyTests(CrmApp app) : IClassFixture<CrmApp>
{
    private static readonly string[] OpenToStrangers = ["refreshTokens", "signIn"];
    private static readonly string[] OpenToEverybody = ["endSession", "getMe", "getMyPermissions", "handOverWork", "listMySessions", "setMyPassword", "signOut"];

    private readonly Api _api = app.Api();

    [Fact]
    public async Task Who_may_call_an_operation_is_stated_for_each()
    {
        var operations = await Operations();

        Assert.Equal(OpenToStrangers, operations.Where(o => o.Permissions.Count == 0 && o.IsOpen).Select(o => o.Id).Order());
        Assert.Equal(OpenToEverybody, operations.Where(o => o.Permissions.Count == 0 && !o.IsOpen).Select(o => o.Id).Order());
    }

    [Fact]
    public async Task A_stranger_is_turned_away_and_nothing_is_changed()
    {
        var before = await Rows();
        foreach (var operation in (await Operations()).Where(o => !o.IsOpen))
            (await Call(app.Stranger(), operation, _ => Guid.NewGuid().ToString())).Refused(HttpStatusCode.Unauthorized, "auth.required");
        Assert.Equal(before, await Rows());
    }

    [Fact]
    public async Task Who_lacks_a_permission_is_refused_what_needs_it_and_nothing_is_changed()
    {
        var operations = (await Operations()).Where(o => o.Permissions.Count > 0).ToList();
        var callers = new Dictionary<string, Api>();
        foreach (var permission in operations.SelectMany(o => o.Permissions).Distinct()) callers[permission] = await EverythingBut(permission);
        var known = await Theirs(await app.Given.User(Duty.Manager));
        var before = await Rows();

        foreach (var operation in operations)
            foreach (var permission in operation.Permissions)
            {
                var refused = await Call(callers[permission], operation, known);
                refused.Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
                Assert.Contains(permission, (string?)refused["detail"], StringComparison.Ordinal);
            }
        Assert.Equal(before, await Rows());
    }

    [Fact]
    public async Task What_belongs_to_others_is_not_there_for_who_may_see_only_their_own()
    {
        var owned = await Role(Level.Own);
        var me = await app.Given.SignedIn(await app.Given.User([Guid.Parse(owned.Id)]));
        var foreign = await Theirs(await app.Given.User(Duty.Agent));
        var before = await Rows();

        var operations = (await Operations()).Where(o => o.Names.Any(n => n.Length > 0)).ToList();
        Assert.NotEmpty(operations);
        var wrong = new List<string>();
        foreach (var operation in operations)
        {
            var answer = await Call(me, operation, foreign);
            if (answer.Status != HttpStatusCode.NotFound && !NamesNothing(answer)) wrong.Add($"{operation.Id}: {answer.Status} {answer.Text}");
        }
        Assert.Empty(wrong);
        Assert.Equal(before, await Rows());
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
        var foreign = await Theirs(await app.Given.User(Duty.Agent));
        var before = await Rows();

        var wrong = new List<string>();
        foreach (var operation in (await Operations()).Where(o => o.Names.Any(n => n.Length > 0) && !o.Permissions[0].EndsWith(":read", StringComparison.Ordinal)))
        {
            var answer = await Call(me, operation, foreign);
            if (answer.Status != HttpStatusCode.Forbidden && !NamesNothing(answer)) wrong.Add($"{operation.Id}: {answer.Status} {answer.Text}");
        }
        Assert.Empty(wrong);
        Assert.Equal(before, await Rows());

        static object Reads(Level read, Level write) => new { read = Name(read), create = Name(write), change = Name(write), archive = Name(write), manage = Name(write) };
    }

    // What the body names is looked up before some records are, and is not there either: it tells nothing of the record.
    private static bool NamesNothing(Answer answer) => answer.Status == HttpStatusCode.BadRequest && answer["errors"]!.AsArray().All(e => (string?)e!["code"] == "reference.unknown");

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

    private async Task<Api> EverythingBut(string permission)
    {
        var (area, act) = (permission.Split(':')[0], permission.Split(':')[1]);
        var permissions = JsonSerializer.SerializeToNode(Enum.GetNames<Area>().ToDictionary(a => a.ToLowerInvariant(), _ => Enum.GetNames<Act>().ToDictionary(a => a.ToLowerInvariant(), _ => "all")))!;
        permissions[area]![act] = "none";
        var role = (await _api.Post("/api/v1/roles", new { name = $"Without {permission}", permissions })).Created();
        return await app.Given.SignedIn(await app.Given.User([Guid.Parse(role.Id)]));
    }

    /// <summary>A record of every kind that belongs to the user, by the name that its addresses begin with.</summary>
    private async Task<Func<string, string>> Theirs(Answer owner)
    {
        var (given, customer) = (app.Given, await app.Given.CustomerOf(owner));
        var contact = (await _api.Post("/api/v1/contacts", new { customerId = customer.Id, name = "Their contact" })).Created();
        var story = await given.DeliveredOrder(paid: "10.00");
        var @return = await given.RequestedReturn(story);
        var shipment = (string)(await _api.Get($"/api/v1/shipments?orderId={story.Id}")).Ok()["data", 0, "id"]!;
        var payment = (string)(await _api.Get($"/api/v1/payments?orderId={story.Id}")).Ok()["data", 0, "id"]!;
        var ticket = (await _api.Post("/api/v1/tickets", new { customerId = customer.Id, subject = "Theirs", channel = "web" })).Created();
        var message = (await _api.Post($"{ticket.Location}/messages", new { kind = "internalNote", channel = "web", body = "Theirs" })).Created();
        Dictionary<string, string> ids = new()
        {
            ["customers"] = customer.Id,
            ["contacts"] = contact.Id,
            ["orders"] = story.Id,
            ["order-lines"] = story.Line,
            ["shipments"] = shipment,
            ["returns"] = @return.Id,
            ["payments"] = payment,
            ["tickets"] = ticket.Id,
            ["ticket-messages"] = message.Id,
        };
        return collection => ids.GetValueOrDefault(collection) ?? "";
    }

    private async Task<List<Operation>> Operations()
    {
        var document = (await app.Stranger().Get("/openapi/v1.json")).Ok();
        return [.. from path in document["paths"]!.AsObject()
                   from operation in path.Value!.AsObject()
                   where operation.Value is JsonObject o && o.ContainsKey("operationId")
                   select new Operation(path.Key, operation.Key, operation.Value!.AsObject())];
    }

    private static async Task<Answer> Call(Api api, Operation operation, Func<string, string> ids)
    {
        var path = operation.Address(ids);
        var headers = new List<(string, string)> { ("If-Match", "*"), (Api.IdempotencyKey, Guid.NewGuid().ToString()) };
        return operation.Method switch
        {
            "get" => await api.Get(path),
            "delete" => await api.Delete(path, [.. headers]),
            "post" => await api.Post(path, operation.Example(ids), [.. headers]),
            "put" => await api.Put(path, operation.Example(ids), [.. headers]),
            _ => await api.Patch(path, operation.Example(ids), [.. headers]),
        };
    }

    // Every row of every table but those that keep the books of requests themselves.
    private async Task<string> Rows()
    {
        var rows = "";
        await app.Db(async db =>
        {
            foreach (var table in db.Model.GetEntityTypes().Select(e => e.GetTableName()).OfType<string>().Distinct().Where(t => t is not ("idempotency_keys" or "sessions" or "refresh_tokens")).Order())
#pragma warning disable EF1002 // the name comes from the model
                rows += $"{table} {await db.Database.SqlQueryRaw<string>($"SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS \"Value\" FROM {table} t").SingleAsync()}\n";
#pragma warning restore EF1002
        });
        return rows;
    }

    private sealed record Operation(string Path, string Method, JsonObject Text)
    {
        public string Id => (string)Text["operationId"]!;
        public bool IsOpen => Text["security"] is JsonArray { Count: 0 };
        public IReadOnlyList<string> Permissions => [.. (Text["x-permissions"]?.AsArray() ?? []).Select(p => (string)p!)];

        /// <summary>What the records in the address are called; none for what is not about one record that has an owner.</summary>
        public IReadOnlyList<string> Names => [.. Path.Split('/').Zip(Path.Split('/').Skip(1)).Where(p => p.Second.StartsWith('{') && p.Second is not ("{system}" or "{externalId}"))
            .Select(p => p.First is "customers" or "contacts" or "orders" or "order-lines" or "shipments" or "returns" or "payments" or "tickets" or "ticket-messages" ? p.First : "")];

        public string Address(Func<string, string> ids)
        {
            var steps = Path.Split('/');
            for (var i = 1; i < steps.Length; i++)
                if (steps[i].StartsWith('{')) steps[i] = ids(steps[i - 1]) is { Length: > 0 } id ? id : Guid.NewGuid().ToString();
            return string.Join('/', steps);
        }

        /// <summary>A body that the document itself says is right.</summary>
        public JsonNode? Example(Func<string, string> ids)
        {
            if (Text["requestBody"]?["content"]?.AsObject().First(c => c.Key.EndsWith("json", StringComparison.Ordinal) && !c.Key.Contains("ndjson", StringComparison.Ordinal)).Value is not { } content) return null;
            var example = content["example"] ?? content["examples"]!.AsObject().First().Value!["value"];
            var body = example!.DeepClone();
            if (body["customerId"] is not null) body["customerId"] = ids("customers");
            return body;
        }
    }
}
