using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Crm.Tests.Observability;

public sealed class TelemetryTests(CrmApp app) : IClassFixture<CrmApp>
{
    private const int Port = 9464;

    [Fact]
    public async Task The_page_of_metrics_is_on_its_own_port_and_nothing_else_is()
    {
        await using var measured = app.WithWebHostBuilder(b => b.UseSetting("Telemetry:MetricsUrl", $"http://127.0.0.1:{Port}"));
        var api = app.ApiOf(measured);
        var customer = (await api.Post("/api/v1/customers", new { kind = "person", name = "Ada Secret" })).Created();
        (await api.Get($"/api/v1/customers/{customer.Id}")).Ok();

        var (status, page) = await At(measured, "/metrics", Port);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("crm_command_duration_seconds_count{", page, StringComparison.Ordinal);
        Assert.Contains("command=\"RegisterCustomer\"", page, StringComparison.Ordinal);
        Assert.Contains("http_route=\"/api/v1/customers/{id}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada Secret", page, StringComparison.Ordinal);
        Assert.DoesNotContain(customer.Id, page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await At(measured, "/metrics", 8080)).Status);   // as of any address, to strangers
        Assert.Equal(HttpStatusCode.NotFound, (await At(measured, "/api/v1/tokens", Port)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await At(measured, "/", Port)).Status);
    }

    [Fact]
    public async Task Without_the_setting_there_is_no_page() => Assert.Equal(HttpStatusCode.Unauthorized, (await At(app, "/metrics", Port)).Status);

    [Fact]
    public async Task A_collector_gets_traces_and_metrics_without_personal_data()
    {
        await using var collector = await Collector.Start();
        var name = Given.Unique("Grace Secret");
        await using (var traced = app.WithWebHostBuilder(b => b.UseSetting("Telemetry:OtlpEndpoint", collector.Address).UseSetting("Telemetry:TraceRatio", "0")))
        {
            var api = app.ApiOf(traced);
            var (parent, unsampled) = (("traceparent", $"00-{Guid.NewGuid():N}-00f067aa0ba902b7-01"), ("traceparent", $"00-{Guid.NewGuid():N}-00f067aa0ba902b7-00"));
            var customer = (await api.Post("/api/v1/customers", new { kind = "person", name }, parent)).Created();
            (await api.Get($"/api/v1/customers/{customer.Id}", parent)).Ok();
            (await api.Get($"/api/v1/customers/{customer.Id}/overview", unsampled)).Ok();
        }   // what is not sent yet, is sent at the end

        foreach (var part in new[] { "registerCustomer", "getCustomer", "/api/v1/customers/{id}", "RegisterCustomer", "INSERT INTO customers" }) Assert.Contains(part, collector.Traces, StringComparison.Ordinal);
        Assert.DoesNotContain("getCustomerOverview", collector.Traces, StringComparison.Ordinal);   // its caller did not want it traced
        foreach (var part in new[] { "crm.command.duration", "http.server.request.duration", "crm.outbox" }) Assert.Contains(part, collector.Metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(name, collector.Traces + collector.Metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_statement_is_logged_with_its_operation_and_without_values()
    {
        using var lines = new Lines();
        await using var logged = app.WithWebHostBuilder(b => b.UseSetting("Telemetry:SlowStatementMilliseconds", "20").ConfigureServices(s => s.AddLogging(l => l.AddProvider(lines))));
        var customer = await app.Given.Customer();
        var api = app.ApiOf(logged);
        Task<Answer> changing;
        await using (var other = await OtherTransaction.Begin(app.AsOwner, "SELECT FROM customers WHERE id = $1 FOR UPDATE", Guid.Parse(customer.Id)))
        {
            changing = api.Patch($"/api/v1/customers/{customer.Id}", new { notes = "Nobody's business" });
            await app.Waiting(1);
            await other.Run("SELECT pg_sleep(0.05)");   // so long it waits at least
        }
        (await changing).Ok();

        var line = Assert.Single(lines.All, l => l.Contains("A statement of changeCustomer", StringComparison.Ordinal) && l.Contains("FOR NO KEY UPDATE", StringComparison.Ordinal));
        Assert.DoesNotContain(customer.Id, line, StringComparison.Ordinal);
        Assert.DoesNotContain(lines.All, l => l.Contains("Nobody's business", StringComparison.Ordinal));
    }

    private static async Task<(HttpStatusCode Status, string Text)> At(WebApplicationFactory<Program> variant, string path, int port)
    {
        var answer = await variant.Server.SendAsync(http =>
        {
            (http.Request.Method, http.Request.Path, http.Connection.LocalPort) = ("GET", path, port);
            http.Request.Host = new("localhost");
        }, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(answer.Response.Body);
        return ((HttpStatusCode)answer.Response.StatusCode, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Enqueue(formatter(state, exception));

        public void Dispose() { }
    }
}
