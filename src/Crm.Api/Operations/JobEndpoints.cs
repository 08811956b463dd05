using Crm.Api.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Operations.Jobs;
using Crm.Domain.Common;
using Crm.Domain.Operations;
using MediatR;

namespace Crm.Api.Operations;

internal static class JobEndpoints
{
    public static void AddJobSettings(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection("Jobs").Get<JobSettings>() ?? new();
        if (settings.LeaseSeconds < JobSettings.ShortestLease) throw new InvalidOperationException($"Jobs:LeaseSeconds must be at least {JobSettings.ShortestLease}: a lease is renewed every second, and a busy machine is late.");
        if (settings is { Concurrency: < 0 } or { PerUser: < 1 } or { PollSeconds: < 1 } or { KeptDays: < 1 } or { FileHours: < 1 }) throw new InvalidOperationException("Jobs:Concurrency must be at least 0, the other settings of Jobs at least 1.");
        builder.Services.AddSingleton(settings);
    }

    public static void MapJobs(this RouteGroupBuilder v1)
    {
        var jobs = v1.MapGroup("/jobs").WithTags("Jobs");

        jobs.MapGet("/", Task<ListPage<JobDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListJobs(query.Request), ct))
            .ForEverybody().Describe("listJobs", "List jobs", "Lists your own jobs, and with settings:manage everybody's. A key is shown those that it has started.").Lists(ListJobs.Spec);

        jobs.MapPost("/search", Task<ListPage<JobDetails>> (SearchBody body, IMediator send, CancellationToken ct) => send.Send(new ListJobs(body.ToRequest()), ct))
            .ForEverybody(withKeys: true).Describe("searchJobs", "Search jobs", "The list, asked for in a body: conditions under and, or and not. It changes nothing and needs no Idempotency-Key.").WithMetadata(new ListMetadata(ListJobs.Spec), new OnlyReads());

        jobs.MapGet("/{id}", Task<JobDetails> (Id<Job> id, IMediator send, CancellationToken ct) => send.Send(new GetJob(id), ct))
            .ForEverybody().Describe("getJob", "Read a job").ProducesProblem(404).Reads(ListJobs.Spec);

        jobs.MapPut("/{id}/cancellation", Task<JobDetails> (Id<Job> id, IMediator send, CancellationToken ct) => send.Send(new CancelJob { Id = id }, ct))
            .ForEverybody(withKeys: true).Describe("cancelJob", "Cancel a job", "A job that waits is cancelled at once, one that runs within seconds: look at its state. What it has made so far is thrown away.").MayConflict();
    }
}
