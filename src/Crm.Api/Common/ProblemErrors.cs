namespace Crm.Api.Common;

/// <summary>A failure of a whole request: its status, and the code under which the page of errors explains it.</summary>
internal sealed record Failure(int Status, string Code, string Meaning, string Remedy);

/// <summary>The failures that any operation can answer with. Of two with one status the first is that of the framework's own answers.</summary>
internal static class ProblemErrors
{
    public static readonly Failure Malformed = new(400, "request.malformed", "The request as a whole cannot be understood: an id in the address, the body or a header is missing or has the wrong form.", "Correct what the detail names.");
    public static readonly Failure Invalid = new(400, "request.invalid", "The input breaks rules of its own, whatever the state of the data.", "Correct each of the errors: every one has a JSON pointer or a parameter, a code and a sentence.");
    public static readonly Failure SignInNeeded = new(401, "auth.required", "The caller has not signed in, or the token or the key is no longer good.", "Sign in at POST /api/v1/tokens and send the token in the header Authorization: Bearer, or send a good key as X-Api-Key.");
    public static readonly Failure SignInRefused = new(401, "auth.refused", "Nobody can sign in with this e-mail address and this password.", "Correct them, or ask an administrator whether the account is active.");
    public static readonly Failure RefreshRefused = new(401, "auth.refresh_refused", "The refresh token is unknown or was used before, or its session is over. One that comes twice ends the session.", "Sign in again.");
    public static readonly Failure NotAllowed = new(403, "auth.not_allowed", "The caller's role does not allow this.", "Ask somebody who may, or an administrator for the role.");
    public static readonly Failure NotFound = new(404, "not_found", "There is nothing at this address: no such route, or no such record, or an archived one.", "Correct the address; archived records are found with archived=true in their list.");
    public static readonly Failure MethodNotAllowed = new(405, "method_not_allowed", "The address does not know this method.", "Use one of the methods in the Allow header.");
    public static readonly Failure NotAcceptable = new(406, "not_acceptable", "The Accept header leaves no form in which this could be answered.", "Accept application/json, and application/problem+json for failures.");
    public static readonly Failure TimedOut = new(408, "request.timeout", "The request arrived too slowly.", "Send it again, over a better line.");
    public static readonly Failure ConcurrentChange = new(409, "conflict.concurrent_change", "Somebody else changed the record at the same moment.", "Read the record again and repeat the change.");
    public static readonly Failure Duplicate = new(409, "conflict.duplicate", "Another record has the same value where it must be unique.", "Send another value, or change the other record.");
    public static readonly Failure Reference = new(409, "conflict.reference", "Another record refers to this one, or one that it refers to is gone.", "Read the records again and repeat the change.");
    public static readonly Failure Constraint = new(409, "conflict.constraint", "The change would break a rule that the database guards.", "Change what the detail names.");
    public static readonly Failure KeyInFlight = new(409, "idempotency_key.in_flight", "The first request with this Idempotency-Key is still being worked on.", "Repeat it after the seconds that Retry-After names, to get its answer.");
    public static readonly Failure KeyReused = new(422, "idempotency_key.reused", "The Idempotency-Key was used for a request with another address or body.", "Take a fresh key for each new request.");
    public static readonly Failure CursorExpired = new(410, "events.cursor_expired", "What comes after the cursor is not kept any more.", "Read the records anew, because something was missed, and go on with after=latest.");
    public static readonly Failure Gone = new(410, "gone", "What was at this address is erased: its time is over, or a person's data was erased.", "Have it made again.");
    public static readonly Failure Stale = new(412, "precondition.stale", "If-Match names another version than the record has now.", "Read the record again, with the ETag of this answer, and repeat the change.");
    public static readonly Failure TooLarge = new(413, "request.too_large", "The body is larger than is taken.", "Send less at once.");
    public static readonly Failure AddressTooLong = new(414, "request.uri_too_long", "The request line is longer than is taken.", "Shorten the query string.");
    public static readonly Failure MediaType = new(415, "media_type.unsupported", "The body has a media type or a charset that is not taken here.", "Send JSON in UTF-8 as application/json, a patch as application/merge-patch+json; Accept-Patch names what patches take.");
    public static readonly Failure RangeNotSatisfiable = new(416, "range.not_satisfiable", "The range that is asked for begins behind the end of the file.", "Ask for bytes that there are; Content-Range says how many.");
    public static readonly Failure IfMatchNeeded = new(428, "precondition.required", "Overwriting unseen changes costs money here, and If-Match is missing.", "Send If-Match with the ETag that you read.");
    public static readonly Failure RateExceeded = new(429, "rate_limit.exceeded", "The caller has sent more requests than are taken in a minute.", "Wait for the seconds that Retry-After names; RateLimit says beforehand how many are left.");
    public static readonly Failure TooManyStreams = new(429, "events.too_many_streams", "The caller has as many live streams open as one may have at once.", "Close one, or have one stream serve several purposes.");
    public static readonly Failure TooManyFailures = new(429, "auth.too_many_failures", "Signing in has failed too often for this e-mail address, whether there is such an account or not.", "Wait for the seconds that Retry-After names; the wait grows with each failure.");
    public static readonly Failure HeadersTooLarge = new(431, "request.headers_too_large", "The headers are larger or more than are taken.", "Send fewer or shorter headers.");
    public static readonly Failure Internal = new(500, "internal", "Something went wrong here; it is not the caller's fault.", "Tell the operator the request id; trying again may help.");
    public static readonly Failure Unavailable = new(503, "unavailable", "The database cannot be reached, or is overloaded.", "Try again after the seconds that Retry-After names.");
    public static readonly Failure OutcomeUnknown = new(503, "outcome_unknown", "The connection to the database broke while a change was being saved. It may be saved or not.", "Look whether it is before you send it again. With an Idempotency-Key a change can always be sent again.");
    public static readonly Failure HttpVersion = new(505, "request.http_version", "The server does not speak this version of HTTP.", "Use HTTP/1.1 or HTTP/2.");
    public static readonly Failure Refused = new(400, "request.refused", "The server refused the request before it was read.", "Send a well-formed HTTP request.");

    /// <summary>What an answer of the framework's own is called, which has a status only.</summary>
    public static Failure Of(int status) => All.FirstOrDefault(f => f.Status == status) ?? (status < Internal.Status ? Refused : Internal);

    public static IReadOnlyList<Failure> All { get; } = [.. typeof(ProblemErrors).GetFields().Where(f => f.FieldType == typeof(Failure)).Select(f => (Failure)f.GetValue(null)!)];
}
