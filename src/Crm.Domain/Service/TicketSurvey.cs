using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Domain.Service;

/// <summary>A customer's being asked how content they are with one resolution of a ticket. Whoever has the token may answer, once.</summary>
public sealed class TicketSurvey : Aggregate
{
    public const int LowestScore = 1;
    public const int HighestScore = 5;
    public const int CommentMax = 4000;
    public const int HashLength = 64;

    private TicketSurvey() { }

    public Id<TicketSurvey> Id { get; private set; } = Id<TicketSurvey>.New();
    public Id<Ticket> TicketId { get; private set; }

    /// <summary>The time of the resolution that it asks about; a ticket that was reopened has several.</summary>
    public DateTimeOffset ResolvedAt { get; private set; }

    /// <summary>SHA-256 of the token; the token itself is kept nowhere.</summary>
    public string TokenHash { get; private set; } = "";
    public DateTimeOffset SurveyedAt { get; private set; }

    /// <summary>From then on no answer is taken.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>When it lost its sense without an answer: the ticket was reopened, merged or erased.</summary>
    public DateTimeOffset? VoidedAt { get; private set; }

    /// <summary>From 1, very dissatisfied, to 5, very satisfied.</summary>
    public int? Score { get; private set; }
    public string? Comment { get; private set; }

    public static TicketSurvey Send(Ticket ticket, string tokenHash, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        var survey = new TicketSurvey { TicketId = ticket.Id, ResolvedAt = ticket.Ask(now) };
        survey.Tell(tokenHash, now, expiresAt);
        return survey;
    }

    /// <summary>Asks once more about the same resolution, with another token: the one before is good no longer.</summary>
    public void SendAgain(Ticket ticket, string tokenHash, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        if (AnsweredAt is not null) throw SurveyErrors.Answered;
        ticket.Ask(now);
        Tell(tokenHash, now, expiresAt);
    }

    /// <exception cref="RuleBroken">It was answered, or it is over without an answer.</exception>
    public void EnsureOpen(DateTimeOffset now)
    {
        if (AnsweredAt is not null) throw SurveyErrors.Answered;
        if (VoidedAt is not null) throw SurveyErrors.Void;
        if (now >= ExpiresAt) throw SurveyErrors.Expired;
    }

    public void Answer(int score, string? comment, DateTimeOffset now)
    {
        EnsureOpen(now);
        if (score is < LowestScore or > HighestScore) throw new ArgumentOutOfRangeException(nameof(score));
        (Score, Comment, AnsweredAt) = (score, Text.Clean(comment), now);
    }

    /// <summary>Ends it without an answer; an answer that was given stays.</summary>
    public void Annul(DateTimeOffset now)
    {
        if (AnsweredAt is null) VoidedAt ??= now;
    }

    /// <summary>Takes the words away and leaves the score, which says nothing of the person by itself.</summary>
    public void Erase(DateTimeOffset now)
    {
        Annul(now);
        Comment = Erasing.Marked(Comment);
    }

    private void Tell(string tokenHash, DateTimeOffset now, DateTimeOffset expiresAt) => (TokenHash, SurveyedAt, ExpiresAt) = (Text.Required(tokenHash), now, expiresAt);
}

public static class SurveyErrors
{
    public static RuleBroken NotResolved =>
        new("survey.not_resolved", "The ticket has no resolution to be asked about: resolve it first.");

    public static RuleBroken Answered =>
        new("survey.answered", "The survey has been answered, which is possible once: the first answer holds.");

    public static RuleBroken Expired =>
        new("survey.expired", "The time to answer is over: ask for another survey.");

    public static RuleBroken Void =>
        new("survey.void", "The survey is over, because the matter went on: wait for the next one.");
}
