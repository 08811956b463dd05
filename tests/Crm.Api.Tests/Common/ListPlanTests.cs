using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Crm.Tests.Identity;
using Crm.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>No list reads a large table from end to end. Every list of the document is asked in every order and by every filter, and what it sends to the database is explained there, where the planner believes that each table
/// of records has a million rows: their counts in pg_class are set so, which takes no minutes to fill.</summary>
public sealed class ListPlanTests(CrmApp app) : IClassFixture<CrmApp>
{
    // What a company sets up stays small; and the parts of an aggregate are read with it, by its id.
    private const string Small = "users,teams,team_members,roles,role_assignments,territories,queues,queue_members,agents,calendars,sla_policies,macros,field_definitions,webhooks,api_keys,api_key_customers,segments,sessions,access_epochs,__EFMigrationsHistory";

    private const string Filled = "customers,customer_channels,customer_external_ids,contacts,contact_channels,contact_external_ids,consents,interactions,products,product_external_ids,stock_levels,stock_movements,orders,order_lines,order_external_ids,order_changes,"
        + "shipments,shipment_lines,payments,returns,return_lines,tickets,ticket_external_ids,ticket_messages,ticket_surveys,audit_entries,events,webhook_deliveries,jobs,exports,hand_overs,hand_over_items,customer_merges";

    // Filters without an index of their own. The list is read in its order until enough rows are found; so a value that hardly any record has is looked for in all of them.
    // Of most there are few values, each of which many records have; amounts, quantities and texts are asked for together with something else (a text is looked for by q);
    // an index more on the audit would cost every write, and it is asked for by record, actor or time.
    private static readonly string[] Passing =
    [
        "channel", "direction", "outcome", "kind", "lifecycle", "market", "sizeClass", "currency", "method", "taxRate", "allowsBackorder", "reason", "remedy", "wish", "isDeactivation",
        "net", "quantity", "text", "subject", "carrier", "sku[isNull]",
        "keyId", "operation", "requestId", "sessionId", "version[isNull]",
    ];

    private HashSet<string> _large = [];
    private JsonNode _document = new JsonObject();

    [Fact]
    public async Task Every_order_and_every_filter_of_every_list_is_served_by_an_index()
    {
        var ids = await app.Given.OfEveryKind();
        await Fill(ids);
        _document = (await app.Stranger().Get("/openapi/v1.json")).Ok()["components"]!;
        var lists = (await app.Operations()).Where(o => o.Method == "get" && Names(o).Contains("cursor")).ToList();
        var calls = lists.SelectMany(o => Asked(o, ids).Select(query => (o.Id, Url: o.Address(ids) + query))).ToList();
        foreach (var (id, url) in calls.DistinctBy(c => c.Id)) (await app.Api().Get(url)).Ok();
        await Sql.RunAsync(app.AsSuperuser, "ANALYZE");
        _large = [.. ((string)(await Sql.RunAsync(app.AsSuperuser, $"""
            WITH large AS (UPDATE pg_class SET reltuples = 1000000, relpages = greatest(1, pg_relation_size(oid) / 8192)
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0 AND relname <> ALL (string_to_array('{Small}', ',')) RETURNING relname)
            SELECT string_agg(relname, ',') FROM large
            """))!).Split(',')];
        Assert.Empty(Filled.Split(',').Except(_large));

        var (scans, passed) = (new SortedSet<string>(StringComparer.Ordinal), new HashSet<string>());
        using var statements = new Statements(new NpgsqlConnectionStringBuilder(app.AsOwner).Database!);
        foreach (var (id, url) in calls)
        {
            statements.Clear();
            var answer = await app.Api().Get(url);
            if (answer.Status != HttpStatusCode.OK) scans.Add($"{id} {url}: {answer.Text}");
            else
                foreach (var statement in statements.Sent)
                    foreach (var table in await Scanned(statement))
                        if (Passing.Contains(FieldOf(url))) passed.Add(FieldOf(url));
                        else scans.Add($"{id} {url[(url.IndexOf('?') + 1)..]}: {table}");
        }
        Assert.True(calls.Count > 500, $"{calls.Count} calls");
        Assert.True(scans.Count == 0, string.Join('\n', scans));
        Assert.Empty(Passing.Except(passed));
    }

    // What a record of every kind does not come with.
    private async Task Fill(Func<string, string> ids)
    {
        var api = app.Api();
        var externalIds = new[] { new { system = "shop", id = "1" } };
        object[] channels = [new { type = "email", value = "plans@northwind.example" }, new { type = "phone", value = "+49 30 123457" }];
        var person = (await api.Post("/api/v1/customers", new { kind = "person", name = "Plan Meier", relationships = new[] { "customer" }, market = "home", channels, externalIds })).Created();
        (await api.Post($"{person.Location}/consents", new { purpose = "newsletter", channel = "email", state = "granted", basis = "consent", source = "Form", at = "2026-01-05T10:00:00Z" })).Created();
        (await api.Post("/api/v1/contacts", new { customerId = ids("customers"), name = "Plan Schulze", channels, externalIds })).Created();
        (await api.Post("/api/v1/products", new { sku = "PLAN", name = "Plan", unitPrice = new { amount = "1", currency = "EUR" }, taxRate = 19, externalIds })).Created();
        (await api.Post("/api/v1/tickets", new { customerId = person.Id, subject = "Plan", channel = "web", externalIds })).Created();
        var draft = Given.OrderOf(person, new { productId = await app.Given.Product(), quantity = 1 });
        (draft["place"], draft["externalIds"]) = (true, externalIds);
        (await api.Patch((await api.Post("/api/v1/orders", draft)).Created().Location!, new { requestedOn = "2027-02-01" })).Ok();
        (await api.Post("/api/v1/exports", new { resource = "customers", format = "csv" })).Is(HttpStatusCode.Accepted);
        (await api.Post($"/api/v1/webhooks/{ids("webhooks")}/tests")).Ok();
        var (from, to) = (await app.Given.User(), await app.Given.User());
        await app.Given.CustomerOf(from);
        (await app.Given.HandOver(from, to, customers: new { all = true })).Created();
        await app.Given.EventsPlaced();
    }

    // customer.createdAt[gte]=… is about createdAt.
    private static string FieldOf(string url) => url[(url.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('=')[0].Replace("[gte]", "", StringComparison.Ordinal).Split('.')[^1];

    private static IEnumerable<string> Names(Operation list) => (list.Text["parameters"]?.AsArray() ?? []).Select(p => (string?)p!["name"] ?? "");

    // Its own order and each other one both ways; each filter by one value, and without any.
    private IEnumerable<string> Asked(Operation list, Func<string, string> ids)
    {
        yield return "?limit=20";
        foreach (var parameter in list.Text["parameters"]!.AsArray().Where(p => (string?)p!["in"] == "query"))
        {
            var (name, schema) = ((string)parameter!["name"]!, parameter["schema"]!);
            if (name == "sort")
                foreach (var field in ((string)Whole(schema)["pattern"]!).Split('(', ')')[1].Split('|'))
                    foreach (var sign in new[] { "", "-" }) yield return $"?sort={sign}{field}";
            else if (name is not ("limit" or "cursor" or "count" or "fields" or "expand" or "q") && (!name.Contains('[', StringComparison.Ordinal) || name.EndsWith("[isNull]", StringComparison.Ordinal) || name.EndsWith("[gte]", StringComparison.Ordinal)))
                yield return $"?{name}={Uri.EscapeDataString(name.Split('.', '[')[^(name.EndsWith(']') ? 2 : 1)] switch
                {
                    _ when name.EndsWith("[isNull]", StringComparison.Ordinal) => "true",
                    "externalId" => "shop:4711",
                    "phone" => "+49 30 123456",
                    "segmentId" => ids("segments"),
                    "roleId" => ids("roles"),
                    "minScore" => "0.5",
                    "netTotal" => "1000 EUR",
                    _ => Value(Whole(schema)),
                })}";
        }
    }

    private JsonNode Whole(JsonNode schema) => (string?)schema["$ref"] is { } reference ? Whole(_document["schemas"]![reference.Split('/')[^1]]!) : schema["items"] is { } item ? Whole(item) : schema;

    private static string Value(JsonNode schema) => (schema["enum"]?[0], (string?)schema["format"], (string?)schema["type"]) switch
    {
        ({ } choice, _, _) => choice.ToString(),
        (_, "uuid", _) => "01a2f0c4-5b7e-7000-8000-0123456789ab",
        (_, "date-time", _) => "2026-03-01T00:00:00Z",
        (_, "date", _) => "2026-03-01",
        (_, _, "boolean") => "true",
        (_, _, "integer" or "number") => "1",
        _ => "tea",
    };

    private async Task<List<string>> Scanned(NpgsqlCommand statement)
    {
        List<string> tables = [];
        await app.Db(async db =>
        {
            await db.Database.OpenConnectionAsync();
            await using var explain = new NpgsqlCommand($"EXPLAIN (FORMAT JSON) {statement.CommandText}", (NpgsqlConnection)db.Database.GetDbConnection());
            foreach (NpgsqlParameter p in statement.Parameters) explain.Parameters.Add(p.Clone());
            var plan = JsonNode.Parse((string)(await explain.ExecuteScalarAsync())!)!;
            tables = [.. Nodes(plan[0]!["Plan"]!).Where(n => (string?)n["Node Type"] == "Seq Scan" && _large.Contains((string)n["Relation Name"]!)).Select(n => (string)n["Relation Name"]!)];
        });
        return tables;
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode plan) => (plan["Plans"]?.AsArray() ?? []).SelectMany(p => Nodes(p!)).Prepend(plan);

    /// <summary>The queries that are sent to one database, as they are sent.</summary>
    private sealed class Statements : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly string _database;
        private readonly ConcurrentQueue<NpgsqlCommand> _sent = [];
        private readonly List<IDisposable> _listening = [];

        public Statements(string database)
        {
            _database = database;
            _listening.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public IReadOnlyList<NpgsqlCommand> Sent => [.. _sent];

        public void Clear() => _sent.Clear();

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.EntityFrameworkCore") _listening.Add(value.Subscribe(this));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "Microsoft.EntityFrameworkCore.Database.Command.CommandExecuting", Value: CommandEventData { Command: NpgsqlCommand { Connection: { } connection } command } } && connection.Database == _database
                && command.CommandText.StartsWith("SELECT", StringComparison.Ordinal)) _sent.Enqueue(command.Clone());
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }

        public void Dispose() => _listening.ForEach(l => l.Dispose());
    }
}
