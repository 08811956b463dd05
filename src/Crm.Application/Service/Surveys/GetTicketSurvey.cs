using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Surveys;

public sealed record GetTicketSurvey(Id<TicketSurvey> Id) : IRequest<TicketSurveyDetails>;

internal sealed class GetTicketSurveyHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetTicketSurvey, TicketSurveyDetails>
{
    public Task<TicketSurveyDetails> Handle(GetTicketSurvey q, CancellationToken ct) => db.TicketSurveys.AsNoTracking()
        .Where(s => s.Id == q.Id && db.Tickets.Any(t => t.Id == s.TicketId))
        .ProjectTo<TicketSurveyDetails>(maps).Single(q.Id, ct);
}
