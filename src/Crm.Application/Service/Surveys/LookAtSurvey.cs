using Crm.Application.Common;
using Crm.Application.Common.Access;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Surveys;

/// <summary>Tells what a survey is about before it is answered.</summary>
public sealed record LookAtSurvey : IRequest<OpenSurveyDetails>
{
    /// <summary>The token of the survey.</summary>
    public required string Token { get; init; }
}

/// <summary>What the page needs on which a customer answers, and no more: no name, no description, nothing of how the ticket was worked on.</summary>
/// <param name="TicketNumber">The number of the ticket, as the customer knows it.</param>
/// <param name="Subject">What the ticket is about.</param>
/// <param name="ExpiresAt">From then on no answer is taken.</param>
public sealed record OpenSurveyDetails(string TicketNumber, string Subject, DateTimeOffset ExpiresAt);

internal sealed class LookAtSurveyValidator : AbstractValidator<LookAtSurvey>
{
    public LookAtSurveyValidator() => RuleFor(c => c.Token).RequiredLine(SurveyTokens.Max);
}

internal sealed class LookAtSurveyHandler(ICrmDb db, TimeProvider clock) : IRequestHandler<LookAtSurvey, OpenSurveyDetails>
{
    public async Task<OpenSurveyDetails> Handle(LookAtSurvey q, CancellationToken ct)
    {
        var found = await db.SurveyOf(q.Token).AsNoTracking().Join(db.Tickets.Whole(), s => s.TicketId, t => t.Id, (s, t) => new { Survey = s, t.Number, t.Subject }).SingleOrDefaultAsync(ct)
            ?? throw SurveyTokens.Unknown;
        found.Survey.EnsureOpen(clock.GetUtcNow());
        return new(found.Number, found.Subject, found.Survey.ExpiresAt);
    }
}
