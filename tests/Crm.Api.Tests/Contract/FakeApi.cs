using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Crm.Tests.Contract;

/// <summary>In which way the small API misbehaves.</summary>
public enum Fault
{
    None,
    FailsOnStrangeText,
    AnswersAnUndocumentedStatus,
    AnswersAnotherMediaType,
    LeavesAMemberOut,
    LeavesTheEntityTagOut,
    RefusesInPlainText,
    PointsElsewhere,
    TellsItsInsides,
    AcceptsUnknownMembers,
    AcceptsRepeatedMembers,
    AcceptsAnyChoice,
    AcceptsLongTexts,
    AcceptsUnknownParameters,
    AcceptsAnyLimit,
    RefusesWhatTheDocumentAllows,
    NeverSucceeds,
    AnswersOtherMethods,
    AllowsTooMuch,
    LosesWhatItCreated,
    KeepsWhatWasDeleted,
    LetsStrangersRead,
    LetsForgersWrite,
    LetsExpiredTokensIn,
    ChangesOnFailure,
    AddsRowsOnFailure,
    CountsEveryPut,
    WritesOnReading,
    IgnoresIfNoneMatch,
}

/// <summary>A well-behaved API of one resource, without a network, that can be told to misbehave in one way.</summary>
public sealed class FakeApi(Fault fault) : HttpMessageHandler
{
    public const string Token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZSIsImV4cCI6MX0.c2lnbmF0dXJl";
    public const string Expired = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZSIsImV4cCI6MH0.c2lnbmF0dXJl";

    private static readonly string[] Colors = ["red", "green"];

    private readonly Dictionary<Guid, (JsonObject Thing, int Version)> _things = [];
    private long _rows;

    public Task<IReadOnlyDictionary<string, long>> Rows() => Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long> { ["things"] = _things.Count + _rows });

    /// <summary>What it says of itself: the same whatever it does.</summary>
    public static JsonNode Document() => JsonNode.Parse("""
        {"openapi":"3.1.0","info":{"title":"Things","version":"1"},"security":[{"bearer":[]}],
         "paths":{
          "/things":{
           "get":{"operationId":"listThings","parameters":[{"name":"limit","in":"query","schema":{"type":"integer","minimum":1,"maximum":50}}],
            "responses":{"200":{"description":"","content":{"application/json":{"schema":{"type":"object","required":["data"],"properties":{"data":{"type":"array","items":{"$ref":"#/components/schemas/Thing"}}}}}}},"400":{"$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"}}},
           "post":{"operationId":"makeThing","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/NewThing"},"example":{"name":"lamp","color":"red"}}}},
            "responses":{"201":{"$ref":"#/components/responses/Made"},"400":{"$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"},"415":{"$ref":"#/components/responses/Problem"}}}},
          "/things/{id}":{
           "parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","format":"uuid"}}],
           "get":{"operationId":"getThing","responses":{"200":{"$ref":"#/components/responses/Made"},"304":{"description":""},"400":{"$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"},"404":{"$ref":"#/components/responses/Problem"}}},
           "put":{"operationId":"changeThing","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/NewThing"}}}},
            "responses":{"200":{"$ref":"#/components/responses/Made"},"400":{"$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"},"404":{"$ref":"#/components/responses/Problem"},"415":{"$ref":"#/components/responses/Problem"}}},
           "delete":{"operationId":"deleteThing","responses":{"204":{"description":""},"400":{"$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"},"404":{"$ref":"#/components/responses/Problem"}}}}},
         "components":{
          "responses":{
           "Made":{"description":"","headers":{"ETag":{"required":true,"schema":{"type":"string"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing"}}}},
           "Problem":{"description":"","content":{"application/problem+json":{"schema":{"type":"object","required":["code","status"],"properties":{"code":{"type":"string"},"status":{"type":"integer"}}}}}}},
          "schemas":{
           "NewThing":{"type":"object","required":["name"],"additionalProperties":false,"properties":{
            "name":{"type":"string","minLength":1,"maxLength":40},"color":{"anyOf":[{"$ref":"#/components/schemas/Color"},{"type":"null"}]},"size":{"type":["integer","null"],"minimum":1,"maximum":9}}},
           "Color":{"type":"string","enum":["red","green"]},
           "Thing":{"type":"object","required":["id","name","color","size","changes"],"additionalProperties":false,"properties":{
            "id":{"type":"string","format":"uuid"},"name":{"type":"string"},"color":{"type":["string","null"]},"size":{"type":["integer","null"]},"changes":{"type":"integer"}}}}}}
        """)!;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var steps = request.RequestUri!.AbsolutePath.Split('/');
        var answer = Answer(request, steps, body);
        if (answer.Content.Headers.ContentLength > 0 && answer.Content.Headers.ContentType is null) answer.Content.Headers.ContentType = new("application/json");
        return answer;
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, string[] steps, byte[] body)
    {
        var (method, one) = (request.Method.Method, steps.Length == 3);
        string[] known = one ? ["GET", "PUT", "DELETE"] : ["GET", "POST"];
        if (!known.Contains(method))
        {
            if (fault == Fault.AnswersOtherMethods && method == "PATCH") return Json(HttpStatusCode.OK, new());
            var refused = Problem(405, "method_not_allowed");
            foreach (var m in known.Concat(fault == Fault.AllowsTooMuch ? ["PATCH"] : [])) refused.Content.Headers.Allow.Add(m);
            return refused;
        }
        if (!Opens(request.Headers.Authorization?.ToString(), method))
        {
            var closed = Problem(401, "auth.required");
            closed.Headers.WwwAuthenticate.Add(new("Bearer"));
            return closed;
        }
        if (request.RequestUri!.Query is { Length: > 1 } query && Wrong(query[1..], list: !one && method == "GET") is { } parameter) return Problem(400, "request.invalid", parameter: parameter);
        if (!one) return method == "GET" ? List() : Write(null, request, body);
        if (!Guid.TryParseExact(steps[2], "D", out var id)) return Problem(400, "request.invalid", parameter: "id");
        if (fault == Fault.AnswersAnUndocumentedStatus && method == "DELETE") return Problem(418, "teapot");
        if (!_things.TryGetValue(id, out var found)) return Problem(404, "not_found");
        if (method == "PUT") return Write(id, request, body);
        if (method == "DELETE")
        {
            if (fault != Fault.KeepsWhatWasDeleted) _things.Remove(id);
            return new(HttpStatusCode.NoContent) { Content = new ByteArrayContent([]) };
        }
        if (fault == Fault.WritesOnReading) _rows++;
        if (fault != Fault.IgnoresIfNoneMatch && request.Headers.IfNoneMatch.Any(t => t.Tag == $"\"{found.Version}\"")) return new(HttpStatusCode.NotModified) { Content = new ByteArrayContent([]) };
        return One(HttpStatusCode.OK, id);
    }

    private bool Opens(string? authorization, string method) => authorization == $"Bearer {Token}"
        || (fault == Fault.LetsStrangersRead && authorization is null && method == "GET")
        || (fault == Fault.LetsForgersWrite && authorization?.StartsWith("Bearer ey", StringComparison.Ordinal) == true && authorization != $"Bearer {Expired}" && method != "GET")
        || (fault == Fault.LetsExpiredTokensIn && authorization == $"Bearer {Expired}");

    private string? Wrong(string query, bool list)
    {
        var parts = query.Split('&');
        if (query.Replace("%5B", "", StringComparison.Ordinal).Contains('%', StringComparison.Ordinal)) return list ? "limit" : Uri.UnescapeDataString(parts[0].Split('=')[0]);
        foreach (var part in parts)
        {
            var (name, value) = (part.Split('=')[0], part.Contains('=', StringComparison.Ordinal) ? part.Split('=')[1] : "");
            if (!list || name != "limit") return fault == Fault.AcceptsUnknownParameters ? null : name;
            if (fault == Fault.AcceptsAnyLimit) continue;
            if (parts.Count(p => p.StartsWith("limit=", StringComparison.Ordinal)) > 1 || !int.TryParse(value, out var limit) || limit is < 1 or > 50) return "limit";
        }
        return null;
    }

    private HttpResponseMessage Write(Guid? id, HttpRequestMessage request, byte[] body)
    {
        if (request.Content?.Headers.ContentType is not { MediaType: "application/json", CharSet: null or "utf-8" }) return Problem(415, "media_type.unsupported");
        JsonObject sent;
        try
        {
            sent = JsonNode.Parse(new UTF8Encoding(false, true).GetString(body), documentOptions: new() { AllowDuplicateProperties = fault == Fault.AcceptsRepeatedMembers }) as JsonObject ?? throw new JsonException();
            if (fault == Fault.AcceptsRepeatedMembers) sent = new(JsonDocument.Parse(body).RootElement.EnumerateObject().DistinctBy(p => p.Name).Select(p => KeyValuePair.Create(p.Name, JsonNode.Parse(p.Value.GetRawText()))));
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            return Problem(400, "request.invalid", pointer: Repeated(body) ?? "");
        }
        if (Mistake(sent) is { } pointer)
        {
            if (fault == Fault.AddsRowsOnFailure) _rows++;
            if (fault == Fault.ChangesOnFailure && id is { } changed) _things[changed] = (_things[changed].Thing, _things[changed].Version + 1);
            if (fault == Fault.RefusesInPlainText) return new(HttpStatusCode.BadRequest) { Content = new StringContent("no") };
            return Problem(400, "request.invalid", pointer: fault == Fault.PointsElsewhere ? "/elsewhere/0" : pointer, detail: fault == Fault.TellsItsInsides ? "System.FormatException: at Things.Parse(String s)" : "no");
        }
        var name = sent["name"]!.GetValue<string>();
        if (fault == Fault.FailsOnStrangeText && name.Any(c => c > 127)) return Problem(500, "internal");
        if (fault == Fault.NeverSucceeds && id is not null) return Problem(404, "not_found");
        if (fault == Fault.RefusesWhatTheDocumentAllows && name.Length > 20) return Problem(400, "request.invalid", pointer: "/name", code: "text.too_long");
        var thing = id ?? Guid.NewGuid();
        var changes = fault == Fault.CountsEveryPut && id is not null ? _things[thing].Version : 0;
        _things[thing] = (new() { ["id"] = thing, ["name"] = name, ["color"] = sent["color"]?.DeepClone(), ["size"] = sent["size"]?.DeepClone(), ["changes"] = changes }, id is null ? 1 : _things[thing].Version + 1);
        var answer = One(id is null ? HttpStatusCode.Created : HttpStatusCode.OK, thing);
        if (id is null) answer.Headers.Location = new($"/things/{thing}", UriKind.Relative);
        if (id is null && fault == Fault.LosesWhatItCreated) _things.Remove(thing);
        return answer;
    }

    private static string? Repeated(byte[] body) => Encoding.UTF8.GetString(body) is var text && new[] { "name", "color", "size" }.FirstOrDefault(n => text.Split($"\"{n}\":").Length > 2) is { } twice ? $"/{twice}" : null;

    private string? Mistake(JsonObject sent)
    {
        foreach (var (member, value) in sent)
        {
            if (member is not "name" and not "color" and not "size")
            {
                if (fault == Fault.AcceptsUnknownMembers) continue;
                return $"/{member}";
            }
            var ok = (member, value?.GetValueKind()) switch
            {
                ("name", JsonValueKind.String) => Whole(value!) && value!.ToString() is { Length: > 0 } text && (text.EnumerateRunes().Count() <= 40 || fault == Fault.AcceptsLongTexts) && !text.Contains('\0', StringComparison.Ordinal),
                ("color", JsonValueKind.String) => Whole(value!) && (fault == Fault.AcceptsAnyChoice || Colors.Contains(value!.ToString())),
                ("size", JsonValueKind.Number) => int.TryParse(value!.ToJsonString(), out var size) && size is >= 1 and <= 9,
                ("color" or "size", null or JsonValueKind.Null) => true,
                _ => false,
            };
            if (!ok) return $"/{member}";
        }
        return sent["name"] is null ? "/name" : null;
    }

    private static bool Whole(JsonNode text)
    {
        try
        {
            return text.ToString().EnumerateRunes().All(r => r.Value != 0xFFFD) && new UTF8Encoding(false, true).GetByteCount(text.ToString()) > 0;
        }
        catch (Exception e) when (e is EncoderFallbackException or InvalidOperationException)
        {
            return false;
        }
    }

    private HttpResponseMessage List() => Json(HttpStatusCode.OK, new() { ["data"] = new JsonArray([.. _things.Values.Take(50).Select(t => t.Thing.DeepClone())]) });

    private HttpResponseMessage One(HttpStatusCode status, Guid id)
    {
        var thing = (JsonObject)_things[id].Thing.DeepClone();
        if (fault == Fault.LeavesAMemberOut) thing.Remove("size");
        var answer = Json(status, thing);
        if (fault != Fault.LeavesTheEntityTagOut) answer.Headers.ETag = new($"\"{_things[id].Version}\"");
        if (fault == Fault.AnswersAnotherMediaType) answer.Content.Headers.ContentType = new("text/html");
        return answer;
    }

    private static HttpResponseMessage Json(HttpStatusCode status, JsonObject body) => new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Problem(int status, string kind, string? pointer = null, string? parameter = null, string? code = null, string detail = "no")
    {
        var problem = new JsonObject { ["status"] = status, ["code"] = kind, ["detail"] = detail };
        if (pointer is not null || parameter is not null) problem["errors"] = new JsonArray(new JsonObject { ["pointer"] = pointer, ["parameter"] = parameter, ["code"] = code ?? "value.invalid" });
        return new((HttpStatusCode)status) { Content = new StringContent(problem.ToJsonString(), Encoding.UTF8, "application/problem+json") };
    }
}
