using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Identity;
using Crm.Domain.Common;
using Crm.Domain.Service;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Surveys;

/// <summary>Answers a survey; whoever has the token may, once.</summary>
public sealed record AnswerSurvey : ITransactional, IRequest<SurveyAnswerDetails>
{
    /// <summary>The token of the survey.</summary>
    public required string Token { get; init; }

    /// <summary>From 1, very dissatisfied, to 5, very satisfied.</summary>
    public required int Score { get; init; }
    public string? Comment { get; init; }
}

/// <summary>An answer as it was taken.</summary>
public sealed record SurveyAnswerDetails(Id<TicketSurvey> SurveyId, int Score, string? Comment, DateTimeOffset AnsweredAt);

internal sealed class AnswerSurveyValidator : AbstractValidator<AnswerSurvey>
{
    public AnswerSurveyValidator()
    {
        RuleFor(c => c.Token).RequiredLine(SurveyTokens.Max);
        RuleFor(c => (int?)c.Score).Within(TicketSurvey.LowestScore, TicketSurvey.HighestScore).OverridePropertyName(nameof(AnswerSurvey.Score));
        RuleFor(c => c.Comment).Block(TicketSurvey.CommentMax);
    }
}

internal sealed class AnswerSurveyHandler(ICrmDb db, TimeProvider clock) : IRequestHandler<AnswerSurvey, SurveyAnswerDetails>
{
    public async Task<SurveyAnswerDetails> Handle(AnswerSurvey c, CancellationToken ct)
    {
        var found = await db.SurveyOf(c.Token).AsNoTracking().SingleOrDefaultAsync(ct) ?? throw SurveyTokens.Unknown;
        await db.LockAsync([found.TicketId], ct);   // whoever comes with the same token at the same moment waits, and finds it answered
        var ticket = await db.Tickets.Whole().SingleAsync(t => t.Id == found.TicketId, ct);
        var survey = await db.SurveyOf(c.Token).SingleOrDefaultAsync(ct) ?? throw SurveyTokens.Unknown;
        survey.Answer(c.Score, c.Comment, clock.GetUtcNow());
        ticket.TakeAnswer(survey);
        await db.SaveLastAsync(ct);
        return new(survey.Id, survey.Score!.Value, survey.Comment, survey.AnsweredAt!.Value);
    }
}

/// <summary>Surveys by their tokens, for callers who have said nothing else of themselves.</summary>
internal static class SurveyTokens
{
    public const int Max = 100;

    // The token itself is repeated nowhere.
    public static NotFound Unknown => new(nameof(TicketSurvey), "of this token");

    /// <summary>The survey of the token, whoever may see its ticket.</summary>
    public static IQueryable<TicketSurvey> SurveyOf(this ICrmDb db, string token)
    {
        var hash = Secret.Hash(token.Trim());
        return db.TicketSurveys.Unrestricted().Where(s => s.TokenHash == hash);
    }
}
