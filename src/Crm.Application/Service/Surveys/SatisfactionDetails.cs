using System.Linq.Expressions;
using Crm.Domain.Service;

namespace Crm.Application.Service.Surveys;

/// <summary>How content the customer is with the latest resolution.</summary>
/// <param name="Score">From 1, very dissatisfied, to 5, very satisfied; null until the customer answers.</param>
/// <param name="AnsweredAt">Null until the customer answers.</param>
/// <param name="SurveyedAt">When the customer was last asked.</param>
public sealed record SatisfactionDetails(int? Score, string? Comment, DateTimeOffset? AnsweredAt, DateTimeOffset SurveyedAt)
{
    internal static Expression<Func<Ticket, SatisfactionDetails?>> Of => t =>
        t.SurveyedAt == null ? null : new SatisfactionDetails(t.SatisfactionScore, t.SatisfactionComment, t.SatisfactionAnsweredAt, t.SurveyedAt.Value);
}
