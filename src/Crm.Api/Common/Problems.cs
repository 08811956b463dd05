using System.Text.Json;
using Crm.Application.Common;
using Crm.Application.Identity;
using Crm.Domain.Common;
using Crm.Infrastructure.Persistence;
using Crm.Infrastructure.Persistence.Idempotency;
using FluentValidation;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Crm.Api.Common;

/// <summary>The only place that knows which status a failure has. Every answer is problem+json (RFC 9457) with a stable code.</summary>
internal sealed class Problems(IProblemDetailsService writer, ILogger<Problems> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception error, CancellationToken ct)
    {
        if (error is OperationCanceledException && http.RequestAborted.IsCancellationRequested) return true;   // nobody is there to answer
        error = Faults.Translate(error) ?? error;
        var problem = Describe(error);
        if (error is StaleVersion stale) ResponseHeaders.TellCurrent(http, stale.Current);
        if (error is Unavailable or KeyInFlight) http.Response.Headers.RetryAfter = "1";
        if (error is SignInRefused) http.Response.Headers.WWWAuthenticate = "Bearer";
        if (problem.Status == 500) log.LogError(error, "Unhandled failure of {Method} {Route}", http.Request.Method, (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
        http.Response.StatusCode = problem.Status!.Value;
        return await writer.TryWriteAsync(new() { HttpContext = http, ProblemDetails = problem });
    }

    /// <summary>The problem that a part of a request is answered with, when the whole is answered otherwise.</summary>
    public static ProblemDetails Describe(Exception error, HttpContext http)
    {
        var problem = Describe(error);
        Complete(new() { HttpContext = http, ProblemDetails = problem });
        return problem;
    }

    private static ProblemDetails Describe(Exception error) => error switch
    {
        InvalidInput e => Invalid(e.Errors),
        ValidationException e => Invalid([.. e.Errors.Select(f => new InputError(JsonInput.Pointer(f.PropertyName), null, f.ErrorCode, f.ErrorMessage))]),
        JsonException e => Invalid(JsonInput.Explain(e)),
        BadHttpRequestException { InnerException: JsonException e } => Invalid(JsonInput.Explain(e)),
        BadHttpRequestException e => Framework(e),
        InvalidOperationException { InnerException: ArgumentException } e when e.Message.StartsWith("Unable to read the request as JSON", StringComparison.Ordinal) =>
            new() { Status = 415, Detail = "The body's charset is unknown; JSON is UTF-8." },
        SignInRefused e => Of(401, "auth.refused", e.Message),
        NotAllowed e => Of(403, "auth.not_allowed", e.Message),
        BulkRefused { InnerException: { } reason } e => InBulk(Describe(reason), e.Index),
        NotFound e => Of(404, "not_found", e.Message),
        RuleBroken e => With(Of(409, e.Code, e.Message), e.Details),
        ChangedMeanwhile e => Of(409, "conflict.concurrent_change", e.Message),
        KeyInFlight e => Of(409, "idempotency_key.in_flight", e.Message),
        KeyReused e => Of(422, "idempotency_key.reused", e.Message),
        StaleVersion e => Of(412, "precondition.stale", e.Message),
        Unavailable e => Of(503, "unavailable", e.Message),
        _ => Of(500, "internal", "Something went wrong here; the request id helps to find it."),
    };

    /// <summary>What every problem carries, those that the framework makes included.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var (http, problem) = (context.HttpContext, context.ProblemDetails);
        var status = problem.Status ??= http.Response.StatusCode;
        if (!problem.Extensions.ContainsKey("code")) problem.Extensions["code"] = CodeOf(status);
        problem.Type = $"urn:crm:problem:{problem.Extensions["code"]}";
        problem.Title = ReasonPhrases.GetReasonPhrase(status);
        problem.Detail ??= DetailOf(status, http);
        problem.Instance = http.Request.Path;
        problem.Extensions["requestId"] = ResponseHeaders.RequestId(http);
        problem.Extensions.Remove("traceId");
    }

    private static string CodeOf(int status) => status switch
    {
        400 => "request.malformed",
        401 => "auth.required",
        403 => "auth.not_allowed",
        404 => "not_found",
        405 => "method_not_allowed",
        406 => "not_acceptable",
        413 => "request.too_large",
        415 => "media_type.unsupported",
        _ => status < 500 ? "request.refused" : "internal",
    };

    private static string DetailOf(int status, HttpContext http) => status switch
    {
        401 => "Sign in at POST /api/v1/tokens and send the token as Authorization: Bearer …; a token is good for a short time only.",
        403 => "Your role does not allow this.",
        404 => "There is nothing at this address.",
        405 => $"This address does not know {http.Request.Method}; the Allow header names what it knows.",
        413 => "The body is too large.",
        415 => "Send the body as application/json, a patch as application/merge-patch+json.",
        _ => "The request cannot be understood.",
    };

    private static ProblemDetails Of(int status, string code, string detail) => new() { Status = status, Detail = detail, Extensions = { ["code"] = code } };

    private static ProblemDetails Invalid(IReadOnlyList<InputError> errors)
    {
        var problem = Of(400, "request.invalid", errors.Count == 1 ? errors[0].Message : $"{errors.Count} things are wrong with the input; errors names each.");
        problem.Extensions["errors"] = errors;
        return problem;
    }

    // The framework's own sentences name CLR types and parameters; ours say what the caller can do.
    private static ProblemDetails Framework(BadHttpRequestException e) => e.StatusCode switch
    {
        413 or 415 => new() { Status = e.StatusCode },
        _ when e.Message.Contains("from route", StringComparison.Ordinal) || e.Message.Contains("\"id\"", StringComparison.Ordinal) =>
            Of(400, "request.malformed", "An id in the address is malformed; ids are UUIDs."),
        _ when e.Message.Contains("body", StringComparison.OrdinalIgnoreCase) => Of(400, "request.malformed", "This needs a JSON body."),
        _ => Of(400, "request.malformed", "The request cannot be understood."),
    };

    // The pointers of one item's problem, as pointers into the whole body.
    private static ProblemDetails InBulk(ProblemDetails problem, int index)
    {
        if (problem.Extensions.TryGetValue("errors", out var found) && found is IReadOnlyList<InputError> errors)
            problem.Extensions["errors"] = errors.Select(e => e with { Pointer = $"/items/{index}{e.Pointer}" }).ToList();
        problem.Extensions["index"] = index;
        return problem;
    }

    private static ProblemDetails With(ProblemDetails problem, IReadOnlyDictionary<string, object?> details)
    {
        if (details.Count > 0) problem.Extensions["details"] = details;
        return problem;
    }
}
