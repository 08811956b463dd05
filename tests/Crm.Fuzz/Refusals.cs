namespace Crm.Fuzz;

/// <summary>
/// When a call that satisfies the document may be refused. The document says what a value looks like; the state of the records, and rules that tie several values,
/// it cannot say. So 403, 404, 409 and 412 are always excused, and 400 when each of its errors is about a reference or a rule. An error about the form of one
/// value (a length, a bound, a pattern, a missing or unknown member) is not: the document should have said so.
/// </summary>
public static class Refusals
{
    // The families that docs/api.md lists as being about form: the part of an error's code before the dot.
    private static readonly HashSet<string> Form =
        ["json", "member", "value", "required", "text", "number", "list", "email", "phone", "country", "language", "key", "password", "parameter", "header", "filter", "sort"];

    // No schema can forbid a field that stands in the text of a sort twice.
    private static readonly HashSet<string> Ties = ["sort.repeated"];

    // 414: each value is short enough, all of them together are not.
    private static readonly HashSet<int> Excused = [403, 404, 409, 412, 414, 422, 429];

    // A merge patch may bring a part of an object of which the record has the rest, or has nothing.
    private static bool IsMissingPart(string? pointer, string code) => code == "required" && pointer?.Split('/') is { Length: > 2 } steps && steps.All(s => s.Length == 0 || !char.IsDigit(s[0]));

    /// <summary>What the document fails to say, by place; empty when the refusal is excused.</summary>
    public static IEnumerable<string> Unexcused(Exchange exchange)
    {
        if (Excused.Contains(exchange.Status)) yield break;
        if (exchange.Status == 401 && !exchange.Call.Operation.Secured) yield break;   // signing in with a wrong password
        if (exchange.Status != 400 || exchange.Errors.Count == 0)
        {
            yield return $"{exchange.Status} {exchange.Code}";
            yield break;
        }
        foreach (var (pointer, parameter, code) in exchange.Errors.Where(e => Form.Contains(e.Code.Split('.')[0]) && !Ties.Contains(e.Code) && !(exchange.Call.Operation.Method == "PATCH" && IsMissingPart(e.Pointer, e.Code))))
            yield return $"{code} at {(pointer is null ? parameter : string.Join('/', pointer.Split('/').Select(s => s.All(char.IsDigit) && s.Length > 0 ? "*" : s)))}";
    }
}
