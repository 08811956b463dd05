using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Identity;

/// <summary>An operation as the document describes it, for tests that try each of them.</summary>
public sealed record Operation(string Path, string Method, JsonObject Text)
{
    public string Id => (string)Text["operationId"]!;
    public bool IsOpen => Text["security"] is JsonArray { Count: 0 };
    public IReadOnlyList<string> Permissions => [.. (Text["x-permissions"]?.AsArray() ?? []).Select(p => (string)p!)];

    /// <summary>What the records in the address are called; none for what is not about one record that has an owner.</summary>
    public IReadOnlyList<string> Names => [.. Path.Split('/').Zip(Path.Split('/').Skip(1)).Where(p => p.Second.StartsWith('{') && p.Second is not ("{system}" or "{externalId}"))
        .Select(p => p.First is "customers" or "contacts" or "interactions" or "orders" or "order-lines" or "shipments" or "returns" or "payments" or "tickets" or "ticket-messages" or "ticket-surveys" ? p.First : "")];

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
        if (Text["requestBody"]?["content"]?.AsObject().FirstOrDefault(c => c.Key.EndsWith("json", StringComparison.Ordinal) && !c.Key.Contains("ndjson", StringComparison.Ordinal)).Value is not { } content) return null;
        var example = content["example"] ?? content["examples"]!.AsObject().First().Value!["value"];
        var body = example!.DeepClone();
        if (body["customerId"] is not null) body["customerId"] = ids("customers");
        return body;
    }

    public async Task<Answer> Call(Api api, Func<string, string> ids, JsonNode? body = null)
    {
        var (path, sent) = (Address(ids), body ?? Example(ids));
        var headers = new[] { ("If-Match", "*"), (Api.IdempotencyKey, Guid.NewGuid().ToString()) };
        return Method switch
        {
            "get" => await api.Get(path),
            "delete" => await api.Delete(path, headers),
            "post" => await api.Post(path, sent, headers),
            "put" => await api.Put(path, sent, headers),
            _ => await api.Patch(path, sent!, headers),
        };
    }
}

/// <summary>What the document says that there is.</summary>
internal static class Documented
{
    /// <summary>Every operation that the document has.</summary>
    public static async Task<List<Operation>> Operations(this CrmApp app)
    {
        var document = (await app.Stranger().Get("/openapi/v1.json")).Ok();
        return [.. from path in document["paths"]!.AsObject()
                   from operation in path.Value!.AsObject()
                   where operation.Value is JsonObject o && o.ContainsKey("operationId")
                   select new Operation(path.Key, operation.Key, operation.Value!.AsObject())];
    }

    /// <summary>Whether the record is not there for the caller. What the body names is looked up before some records are, and is not there either: it tells nothing of the record.</summary>
    public static bool IsNotThere(Answer answer) =>
        answer.Status == HttpStatusCode.NotFound || answer.Status == HttpStatusCode.BadRequest && answer["errors"]?.AsArray().All(e => (string?)e!["code"] == "reference.unknown") == true;

    /// <summary>Every row of every table but those that keep the books of requests themselves.</summary>
    public static async Task<string> Rows(this CrmApp app)
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
}
