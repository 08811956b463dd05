using System.Net;
using Xunit;

namespace Crm.Tests.Service;

public sealed class SatisfactionRaceTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task Of_sixteen_answers_at_once_exactly_one_wins()
    {
        for (var round = 0; round < 5; round++)
        {
            var ticket = await app.Given.ResolvedTicket();
            var survey = await app.Given.Survey(ticket);

            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => app.Given.AnswerTo(survey, i % 5 + 1, $"Answer {i}")));

            var won = answers.Single(a => a.Status == HttpStatusCode.Created);
            Assert.All(answers.Except([won]), a => a.Conflict("survey.answered"));
            var shown = (await _api.Get($"/api/v1/tickets/{ticket.Id}")).Ok();
            Assert.Equal(((int)won["score"]!, (string?)won["comment"]), ((int)shown["satisfaction", "score"]!, (string?)shown["satisfaction", "comment"]));
            var read = (await _api.Get(survey.Location!)).Ok();
            Assert.Equal(((string?)won["comment"], 2), ((string?)read["comment"], (int)read["version"]!));
        }
    }

    [Fact]
    public async Task Of_many_tokens_made_at_once_one_is_good()
    {
        var ticket = await app.Given.ResolvedTicket();

        var surveys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.Given.Survey(ticket)));

        Assert.Single(surveys.Select(s => s.Id).Distinct());
        var answers = new List<Answer>();
        foreach (var survey in surveys) answers.Add(await app.Given.AnswerTo(survey, 5));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => a.NotFound());
    }

    [Fact]
    public async Task An_answer_and_a_reopening_at_once_come_one_after_the_other()
    {
        for (var round = 0; round < 8; round++)
        {
            var ticket = await app.Given.ResolvedTicket();
            var survey = await app.Given.Survey(ticket);

            var answers = await Task.WhenAll(app.Given.AnswerTo(survey, 5), _api.Delete($"/api/v1/tickets/{ticket.Id}/resolution"));

            answers[1].Ok();
            if (answers[0].Status != HttpStatusCode.Created) answers[0].Conflict("survey.void");
            Assert.Null((await _api.Get($"/api/v1/tickets/{ticket.Id}")).Ok()["satisfaction"]);
            var read = (await _api.Get(survey.Location!)).Ok();
            Assert.NotEqual(read["answeredAt"] is null, read["voidedAt"] is null);
        }
    }
}
