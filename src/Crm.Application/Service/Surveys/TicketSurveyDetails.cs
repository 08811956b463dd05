using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Service;

namespace Crm.Application.Service.Surveys;

/// <summary>A customer's being asked about one resolution of a ticket. The token is not among it.</summary>
/// <param name="Version">Increased by each change; the ETag.</param>
/// <param name="ResolvedAt">The time of the resolution that it asks about.</param>
/// <param name="SurveyedAt">When the customer was last asked about it.</param>
/// <param name="ExpiresAt">From then on no answer is taken.</param>
/// <param name="VoidedAt">When it lost its sense without an answer: the ticket was reopened, merged or erased.</param>
/// <param name="Score">From 1, very dissatisfied, to 5, very satisfied.</param>
public sealed record TicketSurveyDetails(
    Id<TicketSurvey> Id,
    int Version,
    Id<Ticket> TicketId,
    DateTimeOffset ResolvedAt,
    DateTimeOffset SurveyedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? VoidedAt,
    [Restrictable] int? Score,
    [Restrictable] string? Comment) : IVersioned
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<TicketSurvey, TicketSurveyDetails>();
    }
}
