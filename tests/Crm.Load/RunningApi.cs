using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Infrastructure.Postgres;

namespace Crm.Load;

/// <summary>The API as a process of its own, as in Production, with everything on.</summary>
internal sealed record RunningApi(Process Process, Uri Address) : IDisposable
{
    public const string Secret = "the secret of the load harness, for nothing else";
    public const string Email = "load@crm.example";
    public const string Password = "Quokka-Ginkgo-Fjord-41";

    /// <param name="metrics">Where it is to show its metrics; null for nowhere.</param>
    public static async Task<RunningApi> Start(string repository, EmbeddedPostgres postgres, Uri? metrics, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(repository, "src/Crm.Api/bin/Release/net10.0/Crm.Api.dll")]) { RedirectStandardOutput = true };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ConnectionStrings__Crm"] = postgres.ApplicationConnectionString,
            ["Crm__Secret"] = Secret,
            ["Admin__Email"] = Email,
            ["Admin__Password"] = Password,
            ["Limits__RequestsPerMinute"] = "10000000",
        }) start.Environment[name] = value;
        if (metrics is not null) start.Environment["Telemetry__MetricsUrl"] = metrics.GetLeftPart(UriPartial.Authority);
        var process = Process.Start(start)!;
        var lines = process.StandardOutput;
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is not ["The", "page", var page]) continue;
            _ = lines.ReadToEndAsync(CancellationToken.None);   // so that the pipe never fills
            return new(process, new Uri(page));
        }
        throw new InvalidOperationException("The API did not start.");
    }

    /// <summary>A client that is signed in as the administrator.</summary>
    public async Task<HttpClient> SignedIn(CancellationToken ct)
    {
        var http = new HttpClient { BaseAddress = Address };
        using var answer = await http.PostAsJsonAsync("/api/v1/tokens", new { email = Email, password = Password }, ct);
        var token = (await answer.Content.ReadFromJsonAsync<JsonObject>(ct))!["accessToken"] ?? throw new InvalidOperationException($"No token: {(int)answer.StatusCode}");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.ToString());
        return http;
    }

    public void Stop() => Process.Kill(entireProcessTree: true);

    public void Dispose() => Process.Dispose();
}
