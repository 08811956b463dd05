using System.Globalization;
using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>The fuzzer against a running API: <c>--url http://… --token … [--seed N] [--requests N] [--known name=value]…</c>.</summary>
public static class FuzzProgram
{
    private const int UsualRequests = 30_000;

    public static async Task<int> Main(string[] args)
    {
        var known = new Dictionary<string, string>();
        string? url = null, token = null;
        var (seed, requests) = (Random.Shared.Next(), UsualRequests);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            var value = args[i + 1];
            switch (args[i])
            {
                case "--url": url = value.TrimEnd('/'); break;
                case "--token": token = value; break;
                case "--seed": seed = int.Parse(value, CultureInfo.InvariantCulture); break;
                case "--requests": requests = int.Parse(value, CultureInfo.InvariantCulture); break;
                case "--known": known[value.Split('=', 2)[0]] = value.Split('=', 2)[1]; break;
                default: return Usage($"{args[i]} is unknown");
            }
        }
        if (args.Length % 2 == 1 || url is null || token is null) return Usage("the address and a token are needed");
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(url) };
        var document = JsonNode.Parse(await http.GetStringAsync(new Uri($"{url}/openapi/v1.json")))!;
        var fuzzer = new Fuzzer(document, new(http, () => token) { KnownValues = known }, new(seed, requests) { Progress = Console.WriteLine });
        return Tell(await fuzzer.Run());
    }

    /// <summary>Prints what was found; the exit status says whether it was anything.</summary>
    public static int Tell(FuzzReport report)
    {
        if (report.Findings.Count > 0) Console.WriteLine(report.Details() + "\n");
        Console.WriteLine(report.Table());
        return report.Findings.Count == 0 ? 0 : 1;
    }

    private static int Usage(string why)
    {
        Console.Error.WriteLine($"{why}\n./dev fuzz --url http://127.0.0.1:8080 --token TOKEN [--seed N] [--requests N] [--known name=value]…");
        return 2;
    }
}
