using Crm.Domain.Customers;

namespace Crm.Domain.Service;

public sealed partial class Ticket
{
    /// <summary>When the customer was last asked about the latest resolution; null again after a reopening, as is the answer.</summary>
    public DateTimeOffset? SurveyedAt { get; private set; }

    /// <summary>From 1, very dissatisfied, to 5, very satisfied.</summary>
    public int? SatisfactionScore { get; private set; }
    public string? SatisfactionComment { get; private set; }
    public DateTimeOffset? SatisfactionAnsweredAt { get; private set; }

    /// <summary>Begins to ask the customer how content they are with the resolution, which there must be.</summary>
    /// <returns>When it was resolved: what the survey is about.</returns>
    public DateTimeOffset Ask(DateTimeOffset now)
    {
        if (MergedIntoId is { } into) throw TicketErrors.Merged(into);
        if (ResolvedAt is not { } resolved) throw SurveyErrors.NotResolved;
        if (SatisfactionAnsweredAt is not null) throw SurveyErrors.Answered;
        SurveyedAt = now;
        return resolved;
    }

    /// <summary>Takes over the answer to a survey about the latest resolution; one about an earlier resolution stays with its survey.</summary>
    public void TakeAnswer(TicketSurvey survey)
    {
        if (survey.TicketId != Id || survey.ResolvedAt != ResolvedAt) return;
        (SatisfactionScore, SatisfactionComment, SatisfactionAnsweredAt) = (survey.Score, survey.Comment, survey.AnsweredAt);
    }

    private void Unask() => (SurveyedAt, SatisfactionScore, SatisfactionComment, SatisfactionAnsweredAt) = (null, null, null, null);

    private void EraseSatisfaction() => SatisfactionComment = Erasing.Marked(SatisfactionComment);
}
