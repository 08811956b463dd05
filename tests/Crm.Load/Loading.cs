using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Crm.Infrastructure.Postgres;
using Npgsql;

namespace Crm.Load;

/// <summary>What one round of an operation came to.</summary>
/// <param name="ApiMicroseconds">Of the processor, for a request; null where it is not known.</param>
internal sealed record Round(string Operation, string Server, double PerSecond, double MedianMs, double P99Ms, int Errors, double? ApiMicroseconds, double? PostgresMicroseconds);

/// <summary>Calls operations from many connections at once, with each the next call when the last one is answered. The calling takes processor time of the same machine: what counts are ratios to another server in the same run.</summary>
internal sealed class Loading(Options options, EmbeddedPostgres postgres)
{
    private const int TripCalls = 200;
    private const int TripWarmUp = 5;

    private readonly Dictionary<string, double> _trips = [];
    private readonly List<Round> _rounds = [];

    public async Task Run(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync(ct);
        var known = await Known.Read(connection, new(7), ct);
        var operations = LoadOperations.Of(known, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()).Where(o => o.Operation.Contains(options.Only, StringComparison.OrdinalIgnoreCase)).ToList();
        await CountTrips(operations, ct);
        using var api = await RunningApi.Start(options.Repository, postgres, null, ct);
        try
        {
            using var ours = await api.SignedIn(ct);
            using var other = Other();
            foreach (var (operation, call) in operations)
            {
                var calls = new Calls(call);
                await Load(ours, calls, ct);   // what is compiled, planned and cached at first
                if (other is not null) await Load(other, calls, ct);
                for (var round = 0; round < options.Rounds; round++)
                {
                    _rounds.Add(await Measured(operation, "this", ours, calls, api.Process.Id, ct));
                    if (other is not null) _rounds.Add(await Measured(operation, "other", other, calls, null, ct));
                }
                Tell(operation);
            }
        }
        finally
        {
            api.Stop();
        }
        if (options.Json is { } file) await File.WriteAllTextAsync(file, JsonSerializer.Serialize(_rounds), ct);
    }

    private HttpClient? Other()
    {
        if (options.Compare is not { } address) return null;
        var http = new HttpClient { BaseAddress = address };
        if (options.Token is { } token) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    // By the metrics of an instance that shows them, which is not the one whose speed is measured.
    private async Task CountTrips(IReadOnlyList<(string Operation, Func<long, HttpRequestMessage> Call)> operations, CancellationToken ct)
    {
        var metrics = new Uri($"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}");
        using var api = await RunningApi.Start(options.Repository, postgres, metrics, ct);
        try
        {
            using var http = await api.SignedIn(ct);
            using var watcher = new HttpClient { BaseAddress = metrics };
            foreach (var (operation, call) in operations)
            {
                var before = 0.0;
                for (var i = 0; i < TripWarmUp + TripCalls; i++)
                {
                    if (i == TripWarmUp) before = await Sent(watcher, ct);
                    using var request = call(i + 1_000_000);
                    using var answer = await http.SendAsync(request, ct);
                }
                _trips[operation] = Math.Max(0, (await Sent(watcher, ct) - before) / TripCalls);
            }
        }
        finally
        {
            api.Stop();
        }
    }

    private static async Task<double> Sent(HttpClient watcher, CancellationToken ct) =>
        (await watcher.GetStringAsync("/metrics", ct)).Split('\n').Where(l => l.StartsWith("db_client_operation_duration_seconds_count", StringComparison.Ordinal))
            .Sum(l => double.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));

    private async Task<Round> Measured(string operation, string server, HttpClient http, Calls calls, int? api, CancellationToken ct)
    {
        var database = ProcessorTime.PostgresIn(options.Folder);
        var (apiBefore, databaseBefore) = (api is { } a ? ProcessorTime.Of(a) : null, database is { } d ? ProcessorTime.Of(d) : null);
        var (times, errors, elapsed) = await Load(http, calls, ct);
        var (apiTaken, databaseTaken) = ((api is { } b ? ProcessorTime.Of(b) : null) - apiBefore, (database is { } e ? ProcessorTime.Of(e) : null) - databaseBefore);
        var count = Math.Max(1, times.Count);
        return new(operation, server, times.Count / elapsed.TotalSeconds, At(times, 0.5), At(times, 0.99), errors, 1e6 * apiTaken / count, 1e6 * databaseTaken / count);
    }

    /// <returns>The times of what succeeded, sorted, in milliseconds.</returns>
    private async Task<(List<double> Times, int Errors, TimeSpan Elapsed)> Load(HttpClient http, Calls calls, CancellationToken ct)
    {
        var (times, errors, watch) = (new ConcurrentBag<double>(), 0, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, options.Connections).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed.TotalSeconds < options.Seconds && !ct.IsCancellationRequested)
            {
                var begun = watch.Elapsed;
                try
                {
                    using var request = calls.Next();
                    using var answer = await http.SendAsync(request, ct);
                    await answer.Content.CopyToAsync(Stream.Null, ct);
                    if (answer.IsSuccessStatusCode) times.Add((watch.Elapsed - begun).TotalMilliseconds);
                    else Interlocked.Increment(ref errors);
                }
                catch (HttpRequestException)
                {
                    Interlocked.Increment(ref errors);
                }
            }
        }, ct)));
        return ([.. times.Order()], errors, watch.Elapsed);
    }

    private void Tell(string operation)
    {
        if (_rounds.Count(r => r.Operation == operation) is var told && _rounds.Count == told)
            Console.WriteLine($"\n  {options.Connections} connections, {options.Seconds} s, median of {options.Rounds} rounds\n  {"operation",-26} {"server",-6} {"per s",8} {"ratio",6} {"median",8} {"99 %",8} {"errors",7} {"API µs",8} {"DB µs",8} {"trips",6}");
        var first = Median(operation, "other", r => r.PerSecond);
        foreach (var server in _rounds.Where(r => r.Operation == operation).Select(r => r.Server).Distinct())
        {
            var perSecond = Median(operation, server, r => r.PerSecond);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {operation,-26} {server,-6} {perSecond,8:0} {(first > 0 && server == "this" ? (perSecond / first)?.ToString("0.00", CultureInfo.InvariantCulture) : ""),6} {Median(operation, server, r => r.MedianMs),8:0.0} {Median(operation, server, r => r.P99Ms),8:0.0} {_rounds.Where(r => r.Operation == operation && r.Server == server).Sum(r => r.Errors),7} {Median(operation, server, r => r.ApiMicroseconds),8:0} {Median(operation, server, r => r.PostgresMicroseconds),8:0} {(server == "this" ? _trips.GetValueOrDefault(operation).ToString("0.0", CultureInfo.InvariantCulture) : ""),6}"));
        }
    }

    private double? Median(string operation, string server, Func<Round, double?> of)
    {
        var sorted = _rounds.Where(r => r.Operation == operation && r.Server == server).Select(of).Order().ToList();
        return sorted.Count == 0 ? null : sorted[sorted.Count / 2];
    }

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The calls of an operation, one number for each, whoever makes it.</summary>
    private sealed class Calls(Func<long, HttpRequestMessage> call)
    {
        private long _next;

        public HttpRequestMessage Next() => call(Interlocked.Increment(ref _next));
    }
}
