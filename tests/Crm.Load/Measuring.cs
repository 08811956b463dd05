using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Infrastructure.Postgres;
using Npgsql;

namespace Crm.Load;

/// <summary>Starts the API on the database and times its operations, one call after the other over HTTP, with everything on.</summary>
internal sealed class Measuring(Options options, EmbeddedPostgres postgres)
{
    public const string Secret = "the secret of the load harness, for nothing else";

    public const string Email = "load@crm.example";
    public const string Password = "Quokka-Ginkgo-Fjord-41";
    private const int WarmUp = 20;

    private readonly Random _random = new(7);
    private readonly List<(string Operation, double Median, double Tail, int Status)> _figures = [];

    public async Task Run(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync(ct);
        using var api = await Start(ct);
        try
        {
            using var http = new HttpClient { BaseAddress = api.Address };
            await SignIn(http, ct);
            foreach (var (operation, call) in Operations.Of(await Known.Read(connection, _random, ct)))
                if (operation.Contains(options.Only, StringComparison.OrdinalIgnoreCase)) await Time(http, operation, call, ct);
        }
        finally
        {
            api.Stop();
        }
        Tell();
    }

    private async Task Time(HttpClient http, string operation, Func<int, HttpRequestMessage> call, CancellationToken ct)
    {
        List<double> times = [];
        var status = HttpStatusCode.OK;
        for (var i = 0; i < WarmUp + options.Calls; i++)
        {
            using var request = call(i);
            var watch = Stopwatch.StartNew();
            using var answer = await http.SendAsync(request, ct);
            var body = await answer.Content.ReadAsStringAsync(ct);
            if (i >= WarmUp) times.Add(watch.Elapsed.TotalMilliseconds);
            status = answer.StatusCode;
            if ((int)status >= 500 || status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.TooManyRequests) throw new InvalidOperationException($"{operation}: {(int)status} {body}");
        }
        times.Sort();
        _figures.Add((operation, times[times.Count / 2], times[times.Count * 95 / 100], (int)status));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {operation,-58} {times[times.Count / 2],8:0.0} {times[times.Count * 95 / 100],8:0.0}  {(int)status}"));
    }

    private void Tell()
    {
        if (options.Json is not { } file) return;
        File.WriteAllText(file, JsonSerializer.Serialize(_figures.Select(f => new { operation = f.Operation, medianMs = f.Median, p95Ms = f.Tail, status = f.Status })));
    }

    private static async Task SignIn(HttpClient http, CancellationToken ct)
    {
        using var answer = await http.PostAsJsonAsync("/api/v1/tokens", new { email = Email, password = Password }, ct);
        var token = (await answer.Content.ReadFromJsonAsync<JsonObject>(ct))!["accessToken"] ?? throw new InvalidOperationException($"No token: {(int)answer.StatusCode}");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.ToString());
    }

    private async Task<Running> Start(CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(options.Repository, "src/Crm.Api/bin/Release/net10.0/Crm.Api.dll")]) { RedirectStandardOutput = true };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ConnectionStrings__Crm"] = postgres.ApplicationConnectionString,
            ["Crm__Secret"] = Secret,
            ["Admin__Email"] = Email,
            ["Admin__Password"] = Password,
            ["Limits__RequestsPerMinute"] = "1000000",
        }) start.Environment[name] = value;
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

    private sealed record Running(Process Process, Uri Address) : IDisposable
    {
        public void Stop() => Process.Kill(entireProcessTree: true);

        public void Dispose() => Process.Dispose();
    }
}
