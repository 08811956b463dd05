using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Operations;

/// <summary>What a job does.</summary>
public enum JobKind { Export, ImportCheck, ImportRun, ImportUndo }

public enum JobState { Queued, Running, Succeeded, Failed, Cancelled }

/// <summary>Work that takes longer than a request may. Users start and cancel it; how it goes on, the runner writes past the aggregate, as long as it holds the job's lease.</summary>
public sealed class Job : Aggregate
{
    public const int ErrorCodeMax = 100;
    public const int ErrorMessageMax = 1000;

    /// <summary>So often it is begun at most, when it takes the process down that runs it.</summary>
    public const int AttemptsMax = 3;

    private Job() { }

    public Id<Job> Id { get; private set; } = Id<Job>.New();
    public JobKind Kind { get; private set; }
    public JobState State { get; private set; }

    /// <summary>With this user's rights it runs, as they are then.</summary>
    public Id<User> StartedById { get; private set; }

    /// <summary>The key that it was started with, which narrows the rights.</summary>
    public Id<ApiKey>? StartedByKeyId { get; private set; }

    /// <summary>What it works on: the id of the export or import.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>Rows that are done.</summary>
    public long Done { get; private set; }

    /// <summary>Rows that there are to do; null when that is not known.</summary>
    public long? Total { get; private set; }
    public string? ErrorCode { get; private set; }
    public string? ErrorMessage { get; private set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? FinishedAt { get; private set; }
    public DateTimeOffset? CancelRequestedAt { get; private set; }

    /// <summary>How often it was begun.</summary>
    public int Attempts { get; private set; }

    /// <summary>Which runner's it is.</summary>
    public Guid? LeaseId { get; private set; }

    /// <summary>Until when it is that runner's, by the real time; after that anybody's.</summary>
    public DateTimeOffset? LeasedUntil { get; private set; }

    public bool IsOver => State is JobState.Succeeded or JobState.Failed or JobState.Cancelled;

    public static Job Queue(JobKind kind, Guid subject, Id<User> startedBy, Id<ApiKey>? key) =>
        new() { Kind = kind, SubjectId = subject, StartedById = startedBy, StartedByKeyId = key };

    /// <summary>A job that waits is cancelled at once, one that runs as soon as its runner notices.</summary>
    public void Cancel(DateTimeOffset now)
    {
        if (IsOver) throw JobErrors.Over(State);
        CancelRequestedAt ??= now;
        if (State == JobState.Queued) (State, FinishedAt) = (JobState.Cancelled, now);
    }
}

public static class JobErrors
{
    public static RuleBroken Over(JobState state) => new("job.over", "The job is over and cannot be cancelled any more.", new Dictionary<string, object?> { ["state"] = state.ToString().ToLowerInvariant() });

    public static RuleBroken TooMany(int most) => new("job.too_many", $"You have {most} jobs that wait or run, and more are not taken on: wait for one of them, or cancel one.");

    public static RuleBroken StarterGone => new("job.starter_gone", "The user who started the job is not active any more, or the key that it was started with is no longer good.");

    public static RuleBroken Crashed => new("job.crashed", $"The process that ran the job ended {Job.AttemptsMax} times before it was done; the operator's log says more.");

    public static RuleBroken Broken => new("job.broken", "Something went wrong here while the job ran; the operator's log says more.");
}
