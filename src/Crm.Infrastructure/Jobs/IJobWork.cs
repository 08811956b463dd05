using Crm.Domain.Operations;
using Crm.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Infrastructure.Jobs;

/// <summary>What jobs of one kind do. It runs in a scope of its own, in the name of the user who started the job, and may be begun again from its beginning or where it left off.</summary>
internal interface IJobWork
{
    JobKind Kind { get; }

    /// <summary>Does it all, and ends with <see cref="JobRun.Succeed"/> in the transaction that saves the result.</summary>
    /// <param name="ct">Stops the work when it is cancelled, taken away, or the instance ends.</param>
    Task Run(JobRun run, CancellationToken ct);
}

/// <summary>One run of a job, as its work sees it.</summary>
internal sealed class JobRun(ClaimedJob job, JobQueue queue, Func<ClaimedJob, CancellationToken, Task<AsyncServiceScope>> open)
{
    private long _done;
    private long? _total;

    public ClaimedJob Job => job;

    public (long Done, long? Total) Progress => (Interlocked.Read(ref _done), _total);

    /// <summary>Says how far it is; that is written down once a second.</summary>
    public void Report(long done, long? total)
    {
        _total = total;
        Interlocked.Exchange(ref _done, done);
    }

    /// <summary>A further scope that acts for whoever started the job, for work beside the work.</summary>
    public Task<AsyncServiceScope> Open(CancellationToken ct) => open(job, ct);

    /// <summary>The job is done, with what the open transaction saves. Nothing of it is, when the job was cancelled or is another runner's by now.</summary>
    public Task Succeed(CrmDb db, CancellationToken ct) => queue.Succeed(db, job, Interlocked.Read(ref _done), ct);
}
