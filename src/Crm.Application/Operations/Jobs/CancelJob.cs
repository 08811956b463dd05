using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Operations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Operations.Jobs;

/// <summary>Cancels a job; what it has made so far is thrown away.</summary>
public sealed record CancelJob : CommandOn<Job>, IRequest<JobDetails>;

internal sealed class CancelJobHandler(ICrmDb db, JobDesk jobs, IMapper mapper, TimeProvider clock) : IRequestHandler<CancelJob, JobDetails>
{
    public async Task<JobDetails> Handle(CancelJob c, CancellationToken ct)
    {
        if (!await jobs.Known().AnyAsync(j => j.Id == c.Id, ct)) throw new NotFound(nameof(Job), c.Id);
        var job = await db.Load(c.Id, ct);
        job.Cancel(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return mapper.Map<JobDetails>(job);
    }
}
