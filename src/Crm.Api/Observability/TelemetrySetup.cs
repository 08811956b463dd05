using System.Diagnostics;
using Crm.Application.Observability;
using Crm.Infrastructure;
using Crm.Infrastructure.Observability;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Crm.Api.Observability;

/// <summary>To whom the program tells of its work, from the settings below Telemetry.</summary>
internal sealed record TelemetrySettings
{
    /// <summary>A collector that takes traces and metrics by OTLP over gRPC.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Of how many requests the traces are sent, 0 to 1; a caller who sends a traceparent decides it for theirs.</summary>
    public double TraceRatio { get; init; } = 1;

    /// <summary>Where the page of metrics is served for Prometheus, a port of its own: http://127.0.0.1:9464. It is not for the world.</summary>
    public Uri? MetricsUrl { get; init; }

    /// <summary>From how many milliseconds on a statement is logged; 0 for never.</summary>
    public int SlowStatementMilliseconds { get; init; } = 500;
}

internal static class TelemetrySetup
{
    private const string MetricsPath = "/metrics";

    private static readonly string[] Meters =
        [Telemetry.Name, Driver.TelemetryName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "System.Runtime"];

    public static TelemetrySettings AddTelemetry(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection("Telemetry").Get<TelemetrySettings>() ?? new();
        builder.Services.AddSingleton(new SlowStatementSettings(settings.SlowStatementMilliseconds));
        if (settings.MetricsUrl is { } metrics) builder.WebHost.UseUrls([.. (builder.Configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries), metrics.GetLeftPart(UriPartial.Authority)]);
        if (settings is { OtlpEndpoint: null, MetricsUrl: null }) return settings;

        builder.Services.AddBacklog();
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(r => r.AddService("crm", serviceVersion: typeof(Program).Assembly.GetName().Version?.ToString()));
        telemetry.WithMetrics(m =>
        {
            m.AddMeter(Meters);
            if (settings.OtlpEndpoint is { } endpoint) m.AddOtlpExporter(o => o.Endpoint = endpoint);
            if (settings.MetricsUrl is not null) m.AddPrometheusExporter();
        });
        if (settings.OtlpEndpoint is { } collector)
            telemetry.WithTracing(t => t.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.TraceRatio)))
                .AddAspNetCoreInstrumentation().AddSource(Telemetry.Name, Telemetry.WorkName, Driver.TelemetryName).AddOtlpExporter(o => o.Endpoint = collector));
        return settings;
    }

    /// <summary>Answers on the port of the metrics with them and nothing else, and nowhere else.</summary>
    public static void UseMetricsPage(this WebApplication app, TelemetrySettings settings)
    {
        if (settings.MetricsUrl is not { } url) return;
        app.UseWhen(http => http.Connection.LocalPort == url.Port, page =>
        {
            page.UseOpenTelemetryPrometheusScrapingEndpoint(http => http.Request.Path == MetricsPath && HttpMethods.IsGet(http.Request.Method));
            page.Run(http =>
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            });
        });
    }

    /// <summary>Names the operation on the request's span, for traces and for the log of slow statements.</summary>
    public static void UseOperationNames(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>() is { } named) Activity.Current?.SetTag(Telemetry.Operation, named.EndpointName);
        return next(http);
    });
}
