using Crm.Application.Common.Lists;
using Crm.Application.Identity.Users;
using Crm.Domain.Identity;
using Crm.Domain.Operations;
using MediatR;

namespace Crm.Application.Operations.Jobs;

/// <summary>The jobs that the caller may know of.</summary>
public sealed record ListJobs(ListRequest List) : IRequest<ListPage<JobDetails>>
{
    public static readonly ListSpec<Job> Spec = new ListSpec<Job>(j => j.Id)
        .Sortable("createdAt", j => j.CreatedAt)
        .Filter("kind", j => j.Kind)
        .Filter("state", j => j.State)
        .Filter("startedById", j => j.StartedById)
        .Expands<User, UserDetails>("startedBy", () => ListUsers.Spec, list => new ListUsers(list))
        .SortedBy("-createdAt");
}

internal sealed class ListJobsHandler(JobDesk jobs, ListReader lists) : IRequestHandler<ListJobs, ListPage<JobDetails>>
{
    public Task<ListPage<JobDetails>> Handle(ListJobs q, CancellationToken ct) => lists.Page<Job, JobDetails>(jobs.Known(), ListJobs.Spec, q.List, ct);
}
