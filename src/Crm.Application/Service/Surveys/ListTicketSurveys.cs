using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Surveys;

/// <summary>Lists the surveys of a ticket, one for each resolution about which the customer was asked, the latest first.</summary>
public sealed record ListTicketSurveys(Id<Ticket> TicketId, ListRequest List) : IRequest<ListPage<TicketSurveyDetails>>
{
    public static readonly ListSpec<TicketSurvey> Spec = new ListSpec<TicketSurvey>(s => s.Id)
        .Sortable("surveyedAt", s => s.SurveyedAt)
        .Filter("ticketId", s => s.TicketId)
        .Filter("answeredAt", s => s.AnsweredAt)
        .Filter("voidedAt", s => s.VoidedAt)
        .Filter("score", s => s.Score)
        .SortedBy("-surveyedAt");
}

internal sealed class ListTicketSurveysHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListTicketSurveys, ListPage<TicketSurveyDetails>>
{
    public async Task<ListPage<TicketSurveyDetails>> Handle(ListTicketSurveys q, CancellationToken ct)
    {
        if (!await db.Tickets.AnyAsync(t => t.Id == q.TicketId, ct)) throw new NotFound(nameof(Ticket), q.TicketId);
        return await lists.Page<TicketSurvey, TicketSurveyDetails>(db.TicketSurveys.Where(s => s.TicketId == q.TicketId), ListTicketSurveys.Spec, q.List, ct);
    }
}
