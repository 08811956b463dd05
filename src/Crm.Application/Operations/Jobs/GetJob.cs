using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Operations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Operations.Jobs;

public sealed record GetJob(Id<Job> Id) : IRequest<JobDetails>;

internal sealed class GetJobHandler(JobDesk jobs, IConfigurationProvider maps) : IRequestHandler<GetJob, JobDetails>
{
    public Task<JobDetails> Handle(GetJob q, CancellationToken ct) => jobs.Known().AsNoTracking().Where(j => j.Id == q.Id).ProjectTo<JobDetails>(maps).Single(q.Id, ct);
}
