using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Crm.Infrastructure.Postgres;
using Npgsql;

namespace Crm.Load;

/// <summary>Starts the API on the database and times its operations, one call after the other over HTTP, with everything on.</summary>
internal sealed class Measuring(Options options, EmbeddedPostgres postgres)
{
    private const int WarmUp = 20;

    private readonly Random _random = new(7);
    private readonly List<(string Operation, double Median, double Tail, int Status)> _figures = [];

    public async Task Run(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync(ct);
        using var api = await RunningApi.Start(options.Repository, postgres, null, ct);
        try
        {
            using var http = await api.SignedIn(ct);
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
}
