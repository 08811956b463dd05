using Crm.Domain.Common;
using Crm.Domain.Service;
using Xunit;

namespace Crm.Domain.Tests.Service;

public sealed class TicketSurveyTests
{
    private static readonly DateTimeOffset Expiry = GivenTicket.Now.AddDays(30);

    [Theory]
    [InlineData(TicketStatus.New, "survey.not_resolved")]
    [InlineData(TicketStatus.Open, "survey.not_resolved")]
    [InlineData(TicketStatus.Pending, "survey.not_resolved")]
    [InlineData(TicketStatus.OnHold, "survey.not_resolved")]
    [InlineData(TicketStatus.Resolved, null)]
    [InlineData(TicketStatus.Closed, null)]
    public void What_is_asked_about_has_a_resolution(TicketStatus status, string? refusal)
    {
        var ticket = GivenTicket.In(status);

        if (refusal is not null)
        {
            GivenTicket.Refused(refusal, () => Asked(ticket));
            Assert.Null(ticket.SurveyedAt);
            return;
        }

        var survey = Asked(ticket);
        Assert.Equal((ticket.Id, GivenTicket.Resolved, Expiry), (survey.TicketId, survey.ResolvedAt, survey.ExpiresAt));
        Assert.Equal(GivenTicket.Now, ticket.SurveyedAt);
    }

    [Fact]
    public void A_ticket_that_went_into_another_is_not_asked_about() => GivenTicket.Refused("ticket.merged", () => Asked(GivenTicket.Merged()));

    [Theory]
    [InlineData("answered", "survey.answered")]
    [InlineData("void", "survey.void")]
    [InlineData("expired", "survey.expired")]
    [InlineData("answered void expired", "survey.answered")]
    [InlineData("void expired", "survey.void")]
    public void An_answer_is_taken_once_in_time_and_while_it_makes_sense(string what, string refusal)
    {
        var survey = Asked(GivenTicket.In(TicketStatus.Resolved));
        if (what.Contains("answered", StringComparison.Ordinal)) survey.Answer(1, null, GivenTicket.Now);
        if (what.Contains("void", StringComparison.Ordinal)) survey.Annul(GivenTicket.Now);
        var now = what.Contains("expired", StringComparison.Ordinal) ? Expiry : Expiry.AddTicks(-1);
        var before = (survey.Score, survey.Comment, survey.AnsweredAt);

        GivenTicket.Refused(refusal, () => survey.Answer(5, "Late", now));

        Assert.Equal(before, (survey.Score, survey.Comment, survey.AnsweredAt));
    }

    [Fact]
    public void An_answer_that_was_given_stays_when_the_matter_goes_on()
    {
        var ticket = GivenTicket.In(TicketStatus.Resolved);
        var survey = Asked(ticket);
        survey.Answer(4, " Good ", GivenTicket.Now);
        ticket.TakeAnswer(survey);
        Assert.Equal((4, "Good"), (ticket.SatisfactionScore, ticket.SatisfactionComment));

        ticket.Reopen(GivenTicket.Now);
        survey.Annul(GivenTicket.Now);

        Assert.Equal((4, "Good", null), (survey.Score, survey.Comment, survey.VoidedAt));
        Assert.Equal((null, null, null, null), (ticket.SurveyedAt, ticket.SatisfactionScore, ticket.SatisfactionComment, ticket.SatisfactionAnsweredAt));
    }

    [Fact]
    public void An_answer_about_an_earlier_resolution_is_none_about_this_one()
    {
        var ticket = GivenTicket.In(TicketStatus.Resolved);
        var survey = Asked(ticket);
        survey.Answer(1, null, GivenTicket.Now);
        ticket.Reopen(GivenTicket.Now);
        ticket.Resolve(GivenTicket.Solution, GivenTicket.Now);

        ticket.TakeAnswer(survey);

        Assert.Null(ticket.SatisfactionScore);
    }

    [Theory]
    [InlineData(TicketType.Question)]
    [InlineData(TicketType.Complaint)]
    public void Reopening_takes_back_what_was_said_to_be_counted(TicketType type)
    {
        var ticket = GivenTicket.In(TicketStatus.Open, type);
        ticket.Resolve(GivenTicket.Explanation with { RootCauseCode = RootCauseCode.WrongItem, RemedyCode = RemedyCode.Refund, RemedyCost = new Money(9.5m, "EUR") }, GivenTicket.Now);
        Assert.Equal((RootCauseCode.WrongItem, RemedyCode.Refund, 9.5m, "EUR"), (ticket.RootCauseCode, ticket.RemedyCode, ticket.RemedyCostAmount, ticket.RemedyCostCurrency));

        ticket.Reopen(GivenTicket.Now);

        Assert.Equal((null, null, null, null), (ticket.RootCauseCode, ticket.RemedyCode, ticket.RemedyCostAmount, ticket.RemedyCostCurrency));
    }

    private static TicketSurvey Asked(Ticket ticket) => TicketSurvey.Send(ticket, new string('a', TicketSurvey.HashLength), GivenTicket.Now, Expiry);
}
