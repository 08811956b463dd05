using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Application.Observability;
using Crm.Application.Operations;
using Crm.Domain.Common;
using Crm.Domain.Operations;
using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Runs jobs, one at a time for each caller. While one runs, its lease is renewed every second, its progress written and looked whether it is cancelled.</summary>
internal sealed class JobRunner(IServiceScopeFactory scopes, JobQueue queue, RealTime real, ILogger<JobRunner> log)
{
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);

    /// <summary>Runs the next job to its end; false when none waits.</summary>
    public async Task<bool> RunNext(CancellationToken stopping)
    {
        if (await queue.Claim(stopping) is not { } job) return false;
        var run = new JobRun(job, queue, Open);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var over = new CancellationTokenSource();
        var beating = Beat(run, stop, over.Token);
        Exception? error = null;
        try
        {
            await Work(run, stop.Token);
        }
        catch (Exception e)
        {
            error = e;
        }
        await over.CancelAsync();
        var verdict = await beating;
        if (error is not null) await Settle(job, error, verdict, stopping);
        return true;
    }

    private async Task Work(JobRun run, CancellationToken ct)
    {
        using var span = Telemetry.Begin($"job {CrmJson.Name(run.Job.Kind)}");
        await using var scope = await Open(run.Job, ct);
        await scope.ServiceProvider.GetServices<IJobWork>().Single(w => w.Kind == run.Job.Kind).Run(run, ct);
    }

    private async Task<AsyncServiceScope> Open(ClaimedJob job, CancellationToken ct)
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            var services = scope.ServiceProvider;
            services.GetRequiredService<CrmDb>().BePatient();
            services.GetRequiredService<AuditOrigin>().Channel = $"job:{CrmJson.Name(job.Kind)}";
            if (services.GetRequiredService<TimeProvider>() is ITestTime test) await test.Follow(ct);
            services.GetRequiredService<Caller>().ActAs(await services.GetRequiredService<SessionCheck>().InNameOf(job.StartedById, job.StartedByKeyId, ct) ?? throw JobErrors.StarterGone);
            return scope;
        }
        catch
        {
            await scope.DisposeAsync();
            throw;
        }
    }

    /// <summary>Beats until the work is over, and stops it when it is to be cancelled or is another's.</summary>
    private async Task<Verdict> Beat(JobRun run, CancellationTokenSource stop, CancellationToken over)
    {
        using var timer = new PeriodicTimer(Pulse, real);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                try
                {
                    var (done, total) = run.Progress;
                    var isCancelled = await queue.Beat(run.Job, done, total, over);
                    if (isCancelled == false) continue;
                    await stop.CancelAsync();
                    return isCancelled is null ? Verdict.Lost : Verdict.Cancelled;
                }
                catch (Exception e) when (!over.IsCancellationRequested)
                {
                    log.LogWarning(e, "The lease of the job {Job} was not renewed; it is tried again", run.Job.Id);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work is over.
        }
        return Verdict.None;
    }

    private async Task Settle(ClaimedJob job, Exception error, Verdict verdict, CancellationToken stopping)
    {
        try
        {
            if (verdict == Verdict.Lost) log.LogWarning("The job {Job} was taken away from this runner", job.Id);
            else if (verdict == Verdict.Cancelled) await queue.Cancel(job);
            else if (stopping.IsCancellationRequested) await queue.GiveBack(job, isCounted: false);
            else if (error is LeaseLost) await CancelIfAsked(job);
            else if (Faults.Translate(error) is Unavailable && await queue.Attempts(job) < Job.AttemptsMax) await queue.GiveBack(job, isCounted: true);
            else await Fail(job, error);
        }
        catch (Exception e)
        {
            log.LogError(e, "The end of the job {Job} could not be written down; its lease will run out", job.Id);
        }
    }

    // Cancelled in the moment in which it was done: the lease is still held then.
    private async Task CancelIfAsked(ClaimedJob job)
    {
        if (await queue.Beat(job, 0, null, CancellationToken.None) == true) await queue.Cancel(job);
    }

    private async Task Fail(ClaimedJob job, Exception error)
    {
        var (code, message) = error switch
        {
            RuleBroken e => (e.Code, e.Message),
            InvalidInput e => (e.Errors[0].Code, e.Message),
            NotAllowed e => ("auth.not_allowed", e.Message),
            _ => (JobErrors.Broken.Code, JobErrors.Broken.Message),
        };
        if (code == JobErrors.Broken.Code) log.LogError(error, "The job {Job} failed", job.Id);
        await queue.Fail(job, code, message);
    }

    private enum Verdict { None, Cancelled, Lost }
}
