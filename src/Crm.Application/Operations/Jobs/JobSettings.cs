namespace Crm.Application.Operations.Jobs;

/// <summary>How jobs are run and kept.</summary>
public sealed record JobSettings
{
    public const int ShortestLease = 5;

    /// <summary>Jobs that one instance runs at a time.</summary>
    public int Concurrency { get; init; } = 2;

    /// <summary>Jobs of one user that may wait or run at a time.</summary>
    public int PerUser { get; init; } = 5;

    /// <summary>So long a job stays with a runner that says nothing.</summary>
    public int LeaseSeconds { get; init; } = 30;

    /// <summary>So often a runner looks for jobs that another instance has queued.</summary>
    public int PollSeconds { get; init; } = 2;

    /// <summary>So long a job that is over can be looked up.</summary>
    public int KeptDays { get; init; } = 30;

    /// <summary>So long the file of an export can be fetched.</summary>
    public int FileHours { get; init; } = 72;
}
