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
        builder.Services.AddSingleton(builder.Configuration.GetSection("Jobs").Get<JobSettings>() ?? new());
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
