using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Operations;

namespace Crm.Application.Operations.Jobs;

/// <summary>Long work, and how far it is.</summary>
/// <param name="ExportId">The export that it makes; null for another job.</param>
/// <param name="ImportId">The import that it checks, runs or undoes; null for another job.</param>
/// <param name="StartedById">The user who started it and with whose rights it runs.</param>
/// <param name="StartedByKeyId">The API key that it was started with; null for a user's own sign-in.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
/// <param name="Attempts">How often it was begun: more than once when the process that ran it ended.</param>
/// <param name="CancelRequestedAt">When somebody asked for it to be cancelled; null when nobody did.</param>
/// <param name="StartedAt">When it was begun first; null while it waits.</param>
/// <param name="FinishedAt">When it was over; null before.</param>
public sealed record JobDetails(
    Id<Job> Id,
    int Version,
    JobKind Kind,
    JobState State,
    JobProgressDetails Progress,
    Id<Export>? ExportId,
    Id<Import>? ImportId,
    JobErrorDetails? Error,
    Id<User> StartedById,
    Id<ApiKey>? StartedByKeyId,
    int Attempts,
    DateTimeOffset? CancelRequestedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt) : IPartlyVersioned
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Job, JobDetails>()
            .ForCtorParam(nameof(Progress), o => o.MapFrom(j => new JobProgressDetails(j.Done, j.Total)))
            .ForCtorParam(nameof(ExportId), o => o.MapFrom(j => j.Kind == JobKind.Export ? new Id<Export>(j.SubjectId) : (Id<Export>?)null))
            .ForCtorParam(nameof(ImportId), o => o.MapFrom(j => j.Kind == JobKind.Export ? (Id<Import>?)null : new Id<Import>(j.SubjectId)))
            .ForCtorParam(nameof(Error), o => o.MapFrom(j => j.ErrorCode == null ? null : new JobErrorDetails(j.ErrorCode, j.ErrorMessage!)));
    }
}

/// <summary>How far a job is, in rows.</summary>
/// <param name="Done">Rows that are done.</param>
/// <param name="Total">Rows that there are to do; null while that is not known.</param>
public sealed record JobProgressDetails(long Done, long? Total);

/// <summary>Why a job failed.</summary>
/// <param name="Code">A code of the page of errors.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record JobErrorDetails(string Code, string Message);
