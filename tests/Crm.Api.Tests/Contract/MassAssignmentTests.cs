using System.Net;
using System.Text.Json.Nodes;
using Crm.Tests.Identity;
using Xunit;

namespace Crm.Tests.Contract;

/// <summary>What a write does not take is refused by name: every member of its answer, and the names that are worth a try, at every depth of every body that the
/// document describes.</summary>
public sealed class MassAssignmentTests(CrmApp app) : IClassFixture<CrmApp>
{
    private static readonly string[] Tempting =
    [
        "id", "version", "createdAt", "createdBy", "updatedAt", "archivedAt", "ownerId", "teamId", "role", "roles", "roleIds", "isAdmin", "isActive", "isBuiltIn", "permissions", "passwordHash",
        "userId", "sessionId", "status", "state", "number", "balance", "$type", "$id", "__proto__", "constructor",
    ];

    [Fact]
    public async Task Members_that_a_write_does_not_take_are_refused_and_nothing_is_changed()
    {
        var document = (await app.Stranger().Get("/openapi/v1.json")).Ok().Json;
        var writes = (await app.Operations()).Where(o => o.Method is "post" or "put" or "patch" && o.Text["requestBody"] is not null).ToList();
        var ids = await app.Given.OfEveryKind();   // for a body is read only where there is something to write
        var (api, before, wrong, tried) = (app.Api(), await app.Rows(), new List<string>(), 0);

        foreach (var write in writes)
        {
            if (write.Example(ids) is not { } example) continue;   // a file
            foreach (var (_, pointer) in Objects(example, ""))
                foreach (var name in Tempting.Concat(pointer.Length == 0 ? Answered(document, write) : []).Except(Taken(document, write, pointer)))
                {
                    var body = example.DeepClone();
                    Objects(body, "").Single(o => o.Pointer == pointer).Object[name] = "x";
                    var answer = await write.Call(api, ids, body);
                    tried++;
                    var isNamed = answer.Status == HttpStatusCode.BadRequest && answer["errors"]?.AsArray().Any(e => ((string?)e!["pointer"])?.StartsWith($"{pointer}/{name}", StringComparison.Ordinal) == true) == true;
                    if (!isNamed) wrong.Add($"{write.Id} took {pointer}/{name}: {(int)answer.Status} {answer.Text}");
                }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {tried}:\n{string.Join("\n", wrong.Take(40))}");
        Assert.Equal(before, await app.Rows());
        Assert.True(tried > 10 * writes.Count, $"Only {tried} were tried.");
    }

    /// <summary>The objects of a body and where they are.</summary>
    private static IEnumerable<(JsonObject Object, string Pointer)> Objects(JsonNode node, string pointer) => node switch
    {
        JsonObject o => o.Where(m => m.Value is not null).SelectMany(m => Objects(m.Value!, $"{pointer}/{m.Key}")).Prepend((o, pointer)),
        JsonArray { Count: > 0 } list => Objects(list[0]!, $"{pointer}/0"),
        _ => [],
    };

    private static IEnumerable<string> Answered(JsonNode document, Operation write) =>
        write.Text["responses"]!.AsObject().Where(r => r.Key[0] == '2').SelectMany(r => r.Value!["content"]?.AsObject().Select(c => c.Value!["schema"]) ?? [])
            .SelectMany(schema => Members(document, schema)).Select(m => m.Name);

    /// <summary>The members that the document lets stand at the place.</summary>
    private static HashSet<string> Taken(JsonNode document, Operation write, string pointer)
    {
        var content = write.Text["requestBody"]!["content"]!.AsObject().First(c => c.Key.EndsWith("json", StringComparison.Ordinal) && !c.Key.Contains("ndjson", StringComparison.Ordinal)).Value!;
        var schemas = new List<JsonNode?> { content["schema"] };
        foreach (var step in pointer.Split('/', StringSplitOptions.RemoveEmptyEntries))
            schemas = [.. schemas.SelectMany(s => char.IsAsciiDigit(step[0]) ? Whole(document, s).Select(w => w["items"]) : Members(document, s).Where(m => m.Name == step).Select(m => m.Schema)).Where(s => s is not null)];
        return [.. schemas.SelectMany(s => Members(document, s)).Select(m => m.Name)];
    }

    private static IEnumerable<(string Name, JsonNode? Schema)> Members(JsonNode document, JsonNode? schema) =>
        Whole(document, schema).SelectMany(s => s["properties"]?.AsObject().Select(p => (p.Key, p.Value)) ?? []);

    // A schema with all that it refers to or is put together from.
    private static IEnumerable<JsonNode> Whole(JsonNode document, JsonNode? schema) => schema is null ? [] :
        (string?)schema["$ref"] is { } reference ? Whole(document, document["components"]!["schemas"]![reference.Split('/')[^1]])
        : new[] { "allOf", "anyOf", "oneOf" }.SelectMany(k => schema[k]?.AsArray() ?? []).SelectMany(s => Whole(document, s)).Prepend(schema);
}
