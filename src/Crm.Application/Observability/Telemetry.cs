using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Crm.Application.Observability;

/// <summary>What the program tells of its work beside what the platform and the database's driver tell of theirs. It names operations and kinds, never records or people.</summary>
public static class Telemetry
{
    /// <summary>Of the spans of use cases and of the measurements.</summary>
    public const string Name = "Crm";

    /// <summary>The tag with the operation's name, as in the document, on the span of a request.</summary>
    public const string Operation = "crm.operation";

    /// <summary>Of the spans of work that no request does.</summary>
    public const string WorkName = "Crm.Work";

    private static readonly Meter Meter = new(Name);
    private static readonly ActivitySource Work = new(WorkName);

    public static ActivitySource Source { get; } = new(Name);

    internal static Histogram<double> Commands { get; } = Meter.CreateHistogram(
        "crm.command.duration", "s", "How long use cases take, by their name and how they ended.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });

    internal static Histogram<double> SlaLateness { get; } = Meter.CreateHistogram(
        "crm.sla.lateness", "s", "Time between the due time of a warning or breach and its being raised.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 2, 5, 10, 30, 60, 300, 3600] });

    /// <summary>Begins the span of work that no request does.</summary>
    public static Activity? Begin(string work) => Work.StartActivity(work)?.SetTag(Operation, work);

    /// <summary>A number that is read whenever somebody looks.</summary>
    /// <param name="name">Of the instrument, such as crm.jobs.waiting.</param>
    /// <param name="unit">s for seconds, {…} for things that are counted.</param>
    /// <param name="now">The present value; null when it is not known.</param>
    public static void Observe(string name, string unit, string description, Func<double?> now) =>
        Meter.CreateObservableGauge(name, () => now() is { } value ? [new Measurement<double>(value)] : Array.Empty<Measurement<double>>(), unit, description);
}
