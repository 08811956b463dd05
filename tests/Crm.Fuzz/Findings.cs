using System.Text;
using System.Text.RegularExpressions;

namespace Crm.Fuzz;

/// <summary>What can be wrong.</summary>
public enum FindingKind
{
    ServerError,
    NoAnswer,
    UndocumentedStatus,
    UndocumentedMediaType,
    WrongBody,
    WrongHeader,
    NotAProblem,
    WrongPointer,
    Leak,
    AcceptsInvalid,
    RefusesValid,
    NeverSucceeds,
    WrongMethodAllowed,
    NotReadable,
    StillThere,
    OpenToStrangers,
    FailureHasEffect,
    NotIdempotent,
    UnsafeRead,
    IgnoresEntityTag,
}

/// <summary>One thing that is wrong: where, what was expected, and the request that shows it.</summary>
public sealed record Finding(FindingKind Kind, Operation Operation, string Where, string Expected, string Curl, string Answer, int Seed)
{
    /// <summary>Findings of one cause have one key.</summary>
    public string Key => $"{Kind} {Operation.Method} {Operation.Path} {Where}";

    public override string ToString() => $"{Kind} in {Operation}: {Where}\n    expected: {Expected}\n    answer:   {Answer}\n    seed:     {Seed}\n    {Curl}";
}

/// <summary>Collects findings, each cause once.</summary>
public sealed partial class Findings(int seed, string address)
{
    private readonly Dictionary<string, (Finding Finding, int Count)> _found = [];

    public IReadOnlyList<Finding> All => [.. _found.Values.Select(f => f.Finding)];

    public int CountOf(Finding finding) => _found[finding.Key].Count;

    public void Add(FindingKind kind, Exchange exchange, string where, string expected)
    {
        var finding = new Finding(kind, exchange.Call.Operation, where, expected, Curl(exchange.Call, address), Shown(exchange), seed);
        _found[finding.Key] = _found.TryGetValue(finding.Key, out var known) ? (known.Finding, known.Count + 1) : (finding, 1);
    }

    private static string Shown(Exchange exchange)
    {
        var text = Lines().Replace(exchange.Text, " ");
        var tag = exchange.ETag is { } etag ? $" ETag {etag}" : "";
        return $"{exchange.Status} {exchange.MediaType}{tag} {(text.Length > 500 ? text[..500] + "…" : text)}";
    }

    /// <summary>A line for the shell; the token is $TOKEN.</summary>
    public static string Curl(Call call, string address)
    {
        var line = new StringBuilder($"curl -si -X {call.Verb} --path-as-is -g {Quote(address.TrimEnd('/') + call.Url)}");
        if (call.Caller == Caller.SignedIn) line.Append(" -H \"Authorization: Bearer $TOKEN\"");
        else if (call.Authorization is { } other) line.Append(" -H ").Append(Quote($"Authorization: {other}"));
        foreach (var (name, value) in call.Headers) line.Append(" -H ").Append(Quote($"{name}: {value}"));
        if (call.Content is { } content)
        {
            line.Append(" -H ").Append(Quote($"Content-Type:{(call.MediaType is null ? "" : " " + call.MediaType)}"));
            line.Append(" --data-binary ").Append(QuoteBytes(content));
        }
        return line.ToString();
    }

    private static string QuoteBytes(byte[] content)
    {
        var text = Encoding.UTF8.GetString(content);
        if (!Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(content) || text.Any(c => char.IsControl(c) && c is not '\n' and not '\t'))
            return "$'" + string.Concat(content.Select(b => b is (byte)'\'' or (byte)'\\' ? $"\\{(char)b}" : b is >= 32 and < 127 ? ((char)b).ToString() : $"\\x{b:x2}")) + "'";
        // What repeats is written as the command that repeats it, so that the line can still be pasted.
        return Runs().Replace(Quote(text), m => $"'\"$(printf '%{m.Length}s' '' | tr ' ' '{(m.Groups[1].Value is "[" ? "[" : m.Groups[1].Value)}')\"'");
    }

    private static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"([^'\\""])\1{199,}")]
    private static partial Regex Runs();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Lines();
}
