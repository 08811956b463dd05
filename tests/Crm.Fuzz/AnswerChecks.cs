using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Crm.Fuzz;

/// <summary>What every answer must be, whatever was asked: documented in status, media type, headers and body, and a problem when it is a refusal.</summary>
public sealed partial class AnswerChecks(ApiDocument document, Findings findings)
{
    private readonly Validator _validator = new(document.Schemas);

    public void Check(Exchange exchange)
    {
        var (call, status) = (exchange.Call, exchange.Status);
        if (status == 0)
        {
            findings.Add(FindingKind.NoAnswer, exchange, "no answer", "an answer");
            return;
        }
        if (status >= 500)
        {
            findings.Add(FindingKind.ServerError, exchange, $"{status} {exchange.Code}", "anything but a server error");
            return;
        }
        if (status >= 400) Problem(exchange);
        if (call.Method is not null && call.Method != call.Operation.Method) return;   // another method is no operation of the document
        if (call.Operation.Answer(status) is not { } model)
        {
            findings.Add(FindingKind.UndocumentedStatus, exchange, $"{status} {exchange.Code}", $"one of {string.Join(", ", call.Operation.Answers.Keys)}");
            return;
        }
        Body(exchange, model);
        Headers(exchange, model);
    }

    private void Body(Exchange exchange, AnswerModel model)
    {
        var documented = string.Join(", ", model.Content.Select(c => c.Type));
        if (exchange.Text.Length == 0)
        {
            if (model.Content.Count > 0 && exchange.Status != 304) findings.Add(FindingKind.UndocumentedMediaType, exchange, $"{exchange.Status} without a body", documented);
            return;
        }
        if (model.Content.FirstOrDefault(c => Same(c.Type, exchange.MediaType)) is not { } media)
        {
            findings.Add(FindingKind.UndocumentedMediaType, exchange, $"{exchange.Status} {exchange.MediaType}", documented.Length > 0 ? documented : "no body");
            return;
        }
        if (!media.IsJson || media.Schema is null) return;
        if (exchange.Json is null && exchange.Text.Trim() != "null")
        {
            findings.Add(FindingKind.WrongBody, exchange, $"{exchange.Status} is not JSON", "well-formed JSON without repeated members");
            return;
        }
        var sparse = exchange.Call.Query.Any(q => q.Name == "fields");
        foreach (var violation in _validator.Validate(exchange.Json, media.Schema, sparse).Take(5))
            findings.Add(FindingKind.WrongBody, exchange, $"{exchange.Status} {Numbers().Replace(violation.Pointer, "/*")}", $"{violation.Pointer} {violation.Message}");
    }

    private void Headers(Exchange exchange, AnswerModel model)
    {
        foreach (var header in model.Headers)
        {
            var value = exchange.Headers.GetValueOrDefault(header.Name);
            if (value is null)
            {
                if (header.Required) findings.Add(FindingKind.WrongHeader, exchange, $"{exchange.Status} without {header.Name}", $"the header {header.Name}, which the document requires");
                continue;
            }
            if (header.Schema is not { } schema) continue;
            JsonNode typed = long.TryParse(value, out var number) && !Schemas.Types(document.Schemas.Flat(schema)).Contains("string") ? JsonValue.Create(number)
                : bool.TryParse(value, out var flag) && !Schemas.Types(document.Schemas.Flat(schema)).Contains("string") ? JsonValue.Create(flag) : JsonValue.Create(value);
            foreach (var violation in _validator.Validate(typed, schema).Take(1)) findings.Add(FindingKind.WrongHeader, exchange, $"{exchange.Status} {header.Name}", $"{header.Name}: {value} {violation.Message}");
        }
        if (exchange.Status == 201 && !exchange.Headers.ContainsKey("Location")) findings.Add(FindingKind.WrongHeader, exchange, "201 without Location", "the address of what was created");
    }

    /// <summary>RFC 9457, with a code; input errors name the place.</summary>
    private void Problem(Exchange exchange)
    {
        if (exchange.Call.Verb == "HEAD") return;
        if (exchange.MediaType != "application/problem+json" || exchange.Json is not JsonObject problem)
        {
            findings.Add(FindingKind.NotAProblem, exchange, $"{exchange.Status} {exchange.MediaType ?? "without a body"}", "application/problem+json");
            return;
        }
        if (string.IsNullOrEmpty(exchange.Code)) findings.Add(FindingKind.NotAProblem, exchange, $"{exchange.Status} without a code", "a stable code");
        if (problem["status"]?.ToString() != $"{exchange.Status}") findings.Add(FindingKind.NotAProblem, exchange, $"{exchange.Status} that says {problem["status"]?.ToJsonString()}", "the answer's own status");
        if (exchange.Status == 401 && !exchange.Headers.ContainsKey("WWW-Authenticate")) findings.Add(FindingKind.WrongHeader, exchange, "401 without WWW-Authenticate", "a challenge (RFC 9110)");
        if (Internals().Match(exchange.Text) is { Success: true } leak) findings.Add(FindingKind.Leak, exchange, leak.Value, "no names of classes, no stack, no SQL");
        foreach (var (pointer, parameter, _) in exchange.Errors) Place(exchange, pointer, parameter);
    }

    private void Place(Exchange exchange, string? pointer, string? parameter)
    {
        var call = exchange.Call;
        if (pointer is null && parameter is null) findings.Add(FindingKind.WrongPointer, exchange, "an error without a place", "a pointer or a parameter");
        if (parameter is not null && !call.Operation.Parameters.Any(p => Same(p.Name, parameter)) && !call.Url.Contains(Uri.EscapeDataString(parameter), StringComparison.Ordinal) && !call.Url.Contains(parameter, StringComparison.Ordinal) && call.Header(parameter) is null)
            findings.Add(FindingKind.WrongPointer, exchange, $"the parameter {parameter}", "a parameter that was sent or is documented");
        if (pointer is null or "" || call.RawBody is not null) return;
        // A missing member stands in what is there, or in what would have to be there.
        var steps = pointer.Split('/').Skip(1).Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
        if (pointer[0] != '/' || !Exists(call, steps)) findings.Add(FindingKind.WrongPointer, exchange, $"the pointer {Numbers().Replace(pointer, "/*")}", "a place in the body that was sent, or a documented member of one");
    }

    private bool Exists(Call call, List<string> steps)
    {
        var node = call.Body;
        var schema = call.Operation.Bodies.FirstOrDefault(b => b.Type == call.MediaType)?.Schema;
        foreach (var step in steps)
        {
            var flats = schema is null ? [] : document.Schemas.Branches(schema);
            var documented = flats.Select(f => f["properties"]?[step] ?? f["items"] ?? (f["additionalProperties"] as JsonObject)).FirstOrDefault(p => p is not null);
            var there = node is JsonObject o && o.ContainsKey(step) || node is JsonArray a && int.TryParse(step, out var i) && i >= 0 && i < a.Count;
            if (!there && (documented is null || node is JsonArray)) return false;
            node = node switch { JsonObject m => m[step], JsonArray list when there => list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)], _ => null };
            schema = documented;
        }
        return true;
    }

    private static bool Same(string a, string? b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"/\d+(?=/|$)")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\b(System|Microsoft|Npgsql|Crm)\.[A-Z]\w+(\.\w+)*|\bat [A-Z]\w+\.\w+\(|Exception\b|\bSELECT \w|\bpg_\w+|0x[0-9a-f]{6}")]
    private static partial Regex Internals();
}
