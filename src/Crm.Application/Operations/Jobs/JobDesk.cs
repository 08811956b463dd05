using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Operations.Jobs;

/// <summary>Takes on long work. Whoever starts some has a limited number of jobs under way, so that nobody fills the queue.</summary>
public sealed class JobDesk(ICrmDb db, ICurrentUser caller, JobSettings settings, IJobSignal signal)
{
    /// <summary>Queues a job in the caller's name, in the open transaction; the next save keeps it, and the runner wakes when that is committed.</summary>
    /// <exception cref="RuleBroken">The caller has too many jobs under way (409).</exception>
    internal Task<Job> Queue(JobKind kind, Guid subject, CancellationToken ct) => Take(Job.Queue(kind, subject, caller.Id!.Value, caller.KeyId), ct);

    /// <summary>As <see cref="Queue"/>, for a job that something refers to already.</summary>
    internal async Task<Job> Take(Job job, CancellationToken ct)
    {
        var starter = caller.Id!.Value;
        await db.LockAsync<User>([starter], ct);   // two that are started at once are counted one after the other
        if (await db.Jobs.CountAsync(j => j.StartedById == starter && (j.State == JobState.Queued || j.State == JobState.Running), ct) >= settings.PerUser) throw JobErrors.TooMany(settings.PerUser);
        db.Jobs.Add(job);
        db.AfterCommit(signal.Wake);
        return job;
    }

    /// <summary>The jobs that the caller may know of: its own, and with settings:manage everybody's. A key knows of those that it has started.</summary>
    internal IQueryable<Job> Known()
    {
        var (starter, key) = (caller.Id, caller.KeyId);
        if (caller.Access.May(Area.Settings, Act.Manage)) return db.Jobs;
        return key is null ? db.Jobs.Where(j => j.StartedById == starter) : db.Jobs.Where(j => j.StartedById == starter && j.StartedByKeyId == key);
    }
}

/// <summary>Tells the runner of this instance that there is something to do.</summary>
public interface IJobSignal
{
    void Wake();
}
