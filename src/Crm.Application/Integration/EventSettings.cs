namespace Crm.Application.Integration;

/// <summary>Settings under Events.</summary>
public sealed record EventSettings
{
    /// <summary>How many days events can be read, and replayed.</summary>
    public int KeepDays { get; init; } = 30;

    /// <summary>How many live streams one caller may have open at an instance.</summary>
    public int StreamsPerCaller { get; init; } = 10;
}

/// <summary>Settings under Webhooks.</summary>
public sealed record WebhookSettings
{
    /// <summary>Names of hosts whose addresses may lie in private ranges, to which webhooks are else not sent.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Networks, such as 10.1.0.0/16, that may be called though they are private.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>Whether receivers may be called without encryption.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Seconds between a try and the next one; there is one try more than there are delays.</summary>
    public IReadOnlyList<int> RetryDelays { get; init; } = [];

    /// <summary>How long a receiver may take to answer.</summary>
    public int TimeoutSeconds { get; init; } = 15;

    /// <summary>How many receivers are called at once by an instance.</summary>
    public int Concurrency { get; init; } = 256;

    /// <summary>How many days deliveries that are over can be looked up.</summary>
    public int KeepDays { get; init; } = 30;

    // 75.6 hours together, as the Standard Webhooks specification proposes.
    private static readonly int[] Proposed = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];

    public IReadOnlyList<int> Delays => RetryDelays.Count > 0 ? RetryDelays : Proposed;
}
