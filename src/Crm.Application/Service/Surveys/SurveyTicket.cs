using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Customers.Privacy;
using Crm.Application.Identity;
using Crm.Application.Service.Tickets;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Surveys;

/// <summary>Asks the customer how content they are with the resolution.</summary>
public sealed record SurveyTicket : CommandOn<Ticket>, IRequest<SentSurveyDetails>;

/// <summary>A survey that was just made, with the token by which the customer answers it.</summary>
/// <param name="Token">Shown this once. Whoever has it can answer; put it behind the # of a link, so that no server logs it.</param>
/// <param name="ExpiresAt">From then on no answer is taken.</param>
public sealed record SentSurveyDetails(Id<TicketSurvey> Id, Id<Ticket> TicketId, string Token, DateTimeOffset SurveyedAt, DateTimeOffset ExpiresAt);

internal sealed class SurveyTicketHandler(ICrmDb db, TicketSettings settings, TimeProvider clock) : IRequestHandler<SurveyTicket, SentSurveyDetails>
{
    public async Task<SentSurveyDetails> Handle(SurveyTicket c, CancellationToken ct)
    {
        var ticket = await db.Load(c.Id, ct);
        await db.EnsureNotErased(ticket.CustomerId, ct);
        var (now, token) = (clock.GetUtcNow(), Secret.New());
        var (hash, expires) = (Secret.Hash(token), now.AddDays(settings.SurveyDays));
        var survey = await db.TicketSurveys.Unrestricted().SingleOrDefaultAsync(s => s.TicketId == c.Id && s.ResolvedAt == ticket.ResolvedAt, ct);
        if (survey is null) db.TicketSurveys.Add(survey = TicketSurvey.Send(ticket, hash, now, expires));
        else survey.SendAgain(ticket, hash, now, expires);
        await db.SaveLastAsync(ct);
        return new(survey.Id, ticket.Id, token, survey.SurveyedAt, survey.ExpiresAt);
    }
}
