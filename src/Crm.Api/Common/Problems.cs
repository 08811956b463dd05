using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Crm.Application.Common;
using Crm.Application.Identity;
using Crm.Application.Identity.Sessions;
using Crm.Domain.Common;
using Crm.Infrastructure.Persistence;
using Crm.Infrastructure.Persistence.Idempotency;
using FluentValidation;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.AspNetCore.WebUtilities;

namespace Crm.Api.Common;

/// <summary>The only place that knows which status a failure has. Every answer is problem+json (RFC 9457) with a stable code.</summary>
internal sealed partial class Problems(IProblemDetailsService writer, ILogger<Problems> log) : IExceptionHandler
{
    /// <summary>The status of a broken rule: the present state forbids the act.</summary>
    public const int RuleStatus = 409;

    /// <summary>So many of the things that are wrong with an input are told.</summary>
    public const int MostErrors = 100;

    public const string MediaType = "application/problem+json";

    /// <summary>What patches may be sent as.</summary>
    private const string AcceptPatch = $"{Routes.Patch}, application/json";

    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception error, CancellationToken ct)
    {
        if (error is OperationCanceledException && http.RequestAborted.IsCancellationRequested) return true;   // nobody is there to answer
        error = error is OutcomeUnknown ? error : Faults.Translate(error) ?? error;
        var problem = Describe(error, http);
        if (error is StaleVersion stale) ResponseHeaders.TellCurrent(http, stale.Current);
        if (error is TooManyFailures failed) http.Response.Headers.RetryAfter = failed.Seconds.ToString(CultureInfo.InvariantCulture);
        if (error is Unavailable or KeyInFlight) http.Response.Headers.RetryAfter = "1";
        if (error is BeyondTheEnd beyond) http.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{beyond.Size}");
        if (error is SignInRefused or RefreshRefused) http.Response.Headers.WWWAuthenticate = "Bearer";
        if (problem.Status == 500) log.LogError(error, "Unhandled failure of {Method} {Route}", http.Request.Method, RouteOf(http)?.RoutePattern.RawText);
        http.Response.StatusCode = problem.Status!.Value;
        return await writer.TryWriteAsync(new() { HttpContext = http, ProblemDetails = problem });
    }

    /// <summary>The problem that a part of a request is answered with, when the whole is answered otherwise.</summary>
    public static ProblemDetails OfPart(Exception error, HttpContext http)
    {
        var problem = Describe(error, http);
        Complete(new() { HttpContext = http, ProblemDetails = problem });
        return problem;
    }

    private static ProblemDetails Describe(Exception error, HttpContext http) => error switch
    {
        InvalidInput e => Invalid(e.Errors),
        BulkInvalid e when BulkRoutes.AreLines(http.Request) => Invalid([.. e.Errors.Select(f => new InputError(JsonInput.Pointer(f.PropertyName)["/items".Length..], null, f.ErrorCode, f.ErrorMessage))]),
        ValidationException e => Invalid([.. e.Errors.Select(f => new InputError(JsonInput.Pointer(f.PropertyName), null, f.ErrorCode, f.ErrorMessage))]),
        JsonException e => Invalid(JsonInput.Explain(e)),
        BadHttpRequestException { InnerException: JsonException e } => Invalid(JsonInput.Explain(e)),
        BadHttpRequestException e => Framework(e, http),
        InvalidOperationException { InnerException: ArgumentException } e when e.Message.StartsWith("Unable to read the request as JSON", StringComparison.Ordinal) =>
            Of(ProblemErrors.MediaType, "The body's charset is unknown; JSON is UTF-8."),
        SignInRefused e => Of(ProblemErrors.SignInRefused, e.Message),
        RefreshRefused e => Of(ProblemErrors.RefreshRefused, e.Message),
        TooManyFailures e => Of(ProblemErrors.TooManyFailures, e.Message),
        NotAllowed e => Of(ProblemErrors.NotAllowed, e.Message),
        BulkRefused { InnerException: { } reason } e => InBulk(Describe(reason, http), e.Index, BulkRoutes.AreLines(http.Request) ? "" : "/items"),
        NotFound e => Of(ProblemErrors.NotFound, e.Message),
        Gone e => Of(ProblemErrors.Gone, e.Message),
        BeyondTheEnd e => Of(ProblemErrors.RangeNotSatisfiable, e.Message),
        RuleBroken e => With(Of(new(RuleStatus, e.Code, "", ""), e.Message), e.Details),
        ChangedMeanwhile e => Of(ProblemErrors.ConcurrentChange, e.Message),
        KeyInFlight e => Of(ProblemErrors.KeyInFlight, e.Message),
        KeyReused e => Of(ProblemErrors.KeyReused, e.Message),
        CursorExpired e => Of(ProblemErrors.CursorExpired, e.Message),
        TooManyOpen e => Of(ProblemErrors.TooManyStreams, e.Message),
        StaleVersion e => Of(ProblemErrors.Stale, e.Message),
        OutcomeUnknown => Of(ProblemErrors.OutcomeUnknown, error.Message),
        Unavailable => Of(ProblemErrors.Unavailable, error.Message),
        _ => Of(ProblemErrors.Internal, "Something went wrong here; the request id helps to find it."),
    };

    /// <summary>What every problem carries, those that the framework makes included.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var (http, problem) = (context.HttpContext, context.ProblemDetails);
        var status = problem.Status ??= http.Response.StatusCode;
        if (!problem.Extensions.ContainsKey("code")) problem.Extensions["code"] = ProblemErrors.Of(status).Code;
        if (status == ProblemErrors.MediaType.Status && HttpMethods.IsPatch(http.Request.Method)) http.Response.Headers["Accept-Patch"] = AcceptPatch;
        problem.Type = TypeOf((string)problem.Extensions["code"]!);
        problem.Title = ReasonPhrases.GetReasonPhrase(status);
        problem.Detail ??= DetailOf(status, http);
        problem.Instance = http.Request.Path;
        problem.Extensions["requestId"] = ResponseHeaders.RequestId(http);
        problem.Extensions.Remove("traceId");
    }

    /// <summary>Where the page of errors explains the code: a URI reference (RFC 9457), which resolves against the address of the API.</summary>
    public static string TypeOf(string code) => $"/docs/errors#{code}";

    private static string DetailOf(int status, HttpContext http) => status switch
    {
        401 => "Sign in at POST /api/v1/tokens and send the token as Authorization: Bearer …, or send a key as X-Api-Key; a token is good for a short time only.",
        403 => "Your role does not allow this.",
        404 => "There is nothing at this address.",
        405 => $"This address does not know {http.Request.Method}; the Allow header names what it knows.",
        415 => "Send the body as application/json, a patch as application/merge-patch+json.",
        _ => ProblemErrors.Of(status).Meaning,
    };

    private static ProblemDetails Of(Failure failure, string detail) => new() { Status = failure.Status, Detail = detail, Extensions = { ["code"] = failure.Code } };

    private static ProblemDetails Invalid(IReadOnlyList<InputError> errors)
    {
        var problem = Of(ProblemErrors.Invalid, errors.Count == 1 ? errors[0].Message : $"{errors.Count} things are wrong with the input; errors names each.");
        problem.Extensions["errors"] = errors.Count <= MostErrors ? errors : [.. errors.Take(MostErrors)];
        return problem;
    }

    // The framework's own sentences name CLR types and parameters; ours say what the caller can do.
    private static ProblemDetails Framework(BadHttpRequestException e, HttpContext http)
    {
        if (e.StatusCode != ProblemErrors.Malformed.Status) return new() { Status = e.StatusCode };
        if (UnboundParameter().Match(e.Message) is { Success: true } unbound)
            return OtherMethods(http) is { Length: > 0 } allowed ? NotAllowedHere(http, allowed) : Invalid([new(null, unbound.Groups[1].Value, InputErrors.ParameterInvalid, "The id is malformed; ids are UUIDs.")]);
        return e.Message.Contains("body", StringComparison.OrdinalIgnoreCase)
            ? Invalid([new("", null, InputErrors.Required, "This needs a JSON body.")])
            : Of(ProblemErrors.Malformed, "The request cannot be understood.");
    }

    [GeneratedRegex("^Failed to bind parameter \"[^\"]* ([A-Za-z]+)\" from")]
    private static partial Regex UnboundParameter();

    // PATCH /users/me is taken for a change of the user "me", because only GET has a route of that address: it is the method that is wrong.
    private static string[] OtherMethods(HttpContext http) =>
        [.. http.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.Parameters.Count < RouteOf(http)?.RoutePattern.Parameters.Count && new TemplateMatcher(new(e.RoutePattern), []).TryMatch(http.Request.Path, []))
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Distinct()];

    // The exception handler takes the endpoint off the request.
    private static RouteEndpoint? RouteOf(HttpContext http) => http.Features.Get<IExceptionHandlerFeature>()?.Endpoint as RouteEndpoint;

    private static ProblemDetails NotAllowedHere(HttpContext http, string[] allowed)
    {
        http.Response.Headers.Allow = string.Join(", ", allowed);
        return new() { Status = ProblemErrors.MethodNotAllowed.Status };
    }

    // The pointers of one item's problem, as pointers into the whole body.
    private static ProblemDetails InBulk(ProblemDetails problem, int index, string list)
    {
        if (problem.Extensions.TryGetValue("errors", out var found) && found is IReadOnlyList<InputError> errors)
            problem.Extensions["errors"] = errors.Select(e => e with { Pointer = $"{list}/{index}{e.Pointer}" }).ToList();
        problem.Extensions["details"] = new Dictionary<string, object?>(problem.Extensions.TryGetValue("details", out var facts) && facts is IReadOnlyDictionary<string, object?> held ? held : []) { ["index"] = index };
        return problem;
    }

    private static ProblemDetails With(ProblemDetails problem, IReadOnlyDictionary<string, object?> details)
    {
        if (details.Count > 0) problem.Extensions["details"] = details;
        return problem;
    }
}
