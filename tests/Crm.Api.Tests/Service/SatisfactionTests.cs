using System.Net;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Service;

public sealed class SatisfactionTests : IClassFixture<CrmApp>
{
    private const string Answers = "/api/v1/survey-answers";
    private const string Look = "/api/v1/survey-answers/look";

    private readonly CrmApp _app;
    private readonly Api _api;
    private readonly Api _customer;

    public SatisfactionTests(CrmApp app)
    {
        (_app, _api, _customer) = (app, app.Api(), app.Stranger());
        app.Clock.Stop();
    }

    [Fact]
    public async Task A_customer_answers_once_and_the_ticket_shows_it()
    {
        var ticket = await _app.Given.ResolvedTicket();
        Assert.Null(ticket["satisfaction"]);

        var survey = await _app.Given.Survey(ticket);
        Assert.Equal(43, ((string)survey["token"]!).Length);
        Assert.Equal(TimeSpan.FromDays(30), (DateTimeOffset)survey["expiresAt"]! - (DateTimeOffset)survey["surveyedAt"]!);
        var asked = (await _api.Get(Ticket(ticket))).Ok();
        Assert.Equal((null, (string?)survey["surveyedAt"]), ((string?)asked["satisfaction", "answeredAt"], (string?)asked["satisfaction", "surveyedAt"]));
        _app.Clock.Advance(TimeSpan.FromHours(1));
        var answer = (await _app.Given.AnswerTo(survey, 4, " Fast\nand friendly 👍 ")).Created();

        Assert.Equal((4, "Fast\nand friendly 👍"), ((int)answer["score"]!, (string?)answer["comment"]));
        (await _app.Given.AnswerTo(survey, 1)).Conflict("survey.answered");
        (await _customer.Post(Look, new { token = Token(survey) })).Conflict("survey.answered");
        var shown = (await _api.Get(Ticket(ticket))).Ok();
        Assert.Equal((4, "Fast\nand friendly 👍", (string?)answer["answeredAt"]), ((int)shown["satisfaction", "score"]!, (string?)shown["satisfaction", "comment"], (string?)shown["satisfaction", "answeredAt"]));
        Assert.Equal(shown["satisfaction"]!.ToJsonString(), (await _api.Get($"/api/v1/tickets?customerId={(string?)ticket["customerId"]}")).Ok()["data", 0, "satisfaction"]!.ToJsonString());
        var read = (await _api.Get(survey.Location!)).Ok();
        Assert.Equal((4, "\"2\""), ((int)read["score"]!, read.ETag));
        Assert.Equal(survey.Id, (string?)(await _api.Get($"{Ticket(ticket)}/surveys")).Ok()["data", 0, "id"]);
    }

    [Fact]
    public async Task The_look_before_it_tells_the_number_and_the_subject_and_no_more()
    {
        var ticket = await _app.Given.ResolvedTicket();
        var survey = await _app.Given.Survey(ticket);

        var looked = (await _customer.Post(Look, new { token = Token(survey) })).Ok();

        Assert.Equal(["expiresAt", "subject", "ticketNumber"], looked.Json.AsObject().Select(m => m.Key).Order());
        Assert.Equal(((string?)ticket["number"], (string?)ticket["subject"]), ((string?)looked["ticketNumber"], (string?)looked["subject"]));
        (await _app.Given.AnswerTo(survey, 5)).Created();
    }

    [Fact]
    public async Task The_token_itself_is_kept_nowhere()
    {
        var survey = await _app.Given.Survey(await _app.Given.ResolvedTicket());
        (await _app.Given.AnswerTo(survey, 5)).Created();

        await _app.Db(async db =>
        {
            foreach (var table in db.Model.GetEntityTypes().Select(e => e.GetTableName()).OfType<string>().Distinct())
#pragma warning disable EF1002 // the name comes from the model
                Assert.False(await db.Database.SqlQueryRaw<bool>($"SELECT EXISTS (SELECT 1 FROM {table} t WHERE t::text LIKE '%' || {{0}} || '%') AS \"Value\"", Token(survey)).SingleAsync(TestContext.Current.CancellationToken), table);
#pragma warning restore EF1002
        });
        Assert.DoesNotContain(Token(survey), (await _api.Get(survey.Location!)).Ok().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_resolved_or_closed_ticket_is_asked_about()
    {
        (await _api.Post($"{Ticket(await _app.Given.OpenTicket())}/surveys")).Conflict("survey.not_resolved");
        await _app.Given.Survey(await _app.Given.ClosedTicket());
        (await _api.Post($"/api/v1/tickets/{Guid.NewGuid()}/surveys")).NotFound();
        (await _customer.Post($"{Ticket(await _app.Given.ClosedTicket())}/surveys")).Refused(HttpStatusCode.Unauthorized, "auth.required");
        var (_, reader) = await _app.Given.SomebodyWho(new { tickets = new { read = "all" } });
        (await reader.Post($"{Ticket(await _app.Given.ClosedTicket())}/surveys")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        var archived = await _app.Given.ClosedTicket();
        var survey = await _app.Given.Survey(archived);
        (await _api.Delete(Ticket(archived))).NoContent();
        (await _api.Post($"{Ticket(archived)}/surveys")).NotFound();
        (await _app.Given.AnswerTo(survey, 3)).Created();   // the customer knows nothing of our archive
    }

    [Fact]
    public async Task Asked_again_the_token_before_is_good_no_longer()
    {
        var ticket = await _app.Given.ResolvedTicket();
        var (first, second) = (await _app.Given.Survey(ticket), await _app.Given.Survey(ticket));

        Assert.Equal(first.Id, second.Id);
        (await _app.Given.AnswerTo(first, 1)).NotFound();
        (await _customer.Post(Look, new { token = Token(first) })).NotFound();
        (await _app.Given.AnswerTo(second, 5)).Created();
        (await _api.Post($"{Ticket(ticket)}/surveys")).Conflict("survey.answered");
    }

    [Fact]
    public async Task After_thirty_days_no_answer_is_taken()
    {
        var ticket = await _app.Given.ResolvedTicket();
        var survey = await _app.Given.Survey(ticket);
        _app.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        (await _customer.Post(Look, new { token = Token(survey) })).Ok();
        _app.Clock.Advance(TimeSpan.FromSeconds(1));

        (await _customer.Post(Look, new { token = Token(survey) })).Conflict("survey.expired");
        (await _app.Given.AnswerTo(survey, 5)).Conflict("survey.expired");
        (await _app.Given.AnswerTo(await _app.Given.Survey(ticket), 5)).Created();
    }

    [Fact]
    public async Task A_reopening_ends_the_survey_and_the_next_resolution_has_one_of_its_own()
    {
        var ticket = await _app.Given.ResolvedTicket();
        var unanswered = await _app.Given.Survey(ticket);
        await _app.Given.Message(ticket, "customerMessage", "It leaks again.");
        (await _app.Given.AnswerTo(unanswered, 5)).Conflict("survey.void");
        (await _customer.Post(Look, new { token = Token(unanswered) })).Conflict("survey.void");
        Assert.Null((await _api.Get(Ticket(ticket))).Ok()["satisfaction"]);

        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await _api.Put($"{Ticket(ticket)}/resolution", Given.Solved)).Ok();
        var answered = await _app.Given.Survey(ticket);
        (await _app.Given.AnswerTo(answered, 2, "Slow")).Created();
        (await _api.Delete($"{Ticket(ticket)}/resolution")).Ok();
        Assert.Null((await _api.Get(Ticket(ticket))).Ok()["satisfaction"]);
        (await _app.Given.AnswerTo(answered, 5)).Conflict("survey.answered");

        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await _api.Put($"{Ticket(ticket)}/resolution", Given.Solved)).Ok();
        (await _app.Given.AnswerTo(await _app.Given.Survey(ticket), 5)).Created();
        Assert.Equal(5, (int)(await _api.Get(Ticket(ticket))).Ok()["satisfaction", "score"]!);
        var surveys = (await _api.Get($"{Ticket(ticket)}/surveys")).Ok()["data"]!.AsArray();
        Assert.Equal([5, 2, null], surveys.Select(s => (int?)s!["score"]));
        Assert.Equal([true, true, false], surveys.Select(s => s!["voidedAt"] is null));
    }

    [Fact]
    public async Task A_merged_ticket_is_asked_about_no_more()
    {
        var customer = (await _app.Given.Customer()).Id;
        var (kept, gone) = (await _app.Given.OpenTicket(customer), await _app.Given.ResolvedTicket(customer));
        var survey = await _app.Given.Survey(gone);
        (await _api.Post($"{Ticket(kept)}/merges", new { sourceIds = new[] { gone.Id } })).Ok();

        (await _app.Given.AnswerTo(survey, 1)).Conflict("survey.void");
        (await _api.Post($"{Ticket(gone)}/surveys")).Conflict("ticket.merged");
    }

    [Theory]
    [InlineData("""{"score":5}""", "/token", "required")]
    [InlineData("""{"token":"","score":5}""", "/token", "required")]
    [InlineData("""{"token":null,"score":5}""", "/token", null)]
    [InlineData("""{"token":1,"score":5}""", "/token", "value.invalid")]
    [InlineData("""{"token":["x"],"score":5}""", "/token", "value.invalid")]
    [InlineData("""{"token":"a\u0000b","score":5}""", "/token", "text.control_character")]
    [InlineData("""{"token":"TOKEN"}""", "/score", "required")]
    [InlineData("""{"token":"TOKEN","score":0}""", "/score", "number.out_of_range")]
    [InlineData("""{"token":"TOKEN","score":6}""", "/score", "number.out_of_range")]
    [InlineData("""{"token":"TOKEN","score":4.5}""", "/score", "value.invalid")]
    [InlineData("""{"token":"TOKEN","score":"5"}""", "/score", "value.invalid")]
    [InlineData("""{"token":"TOKEN","score":5,"comment":"a\u0007b"}""", "/comment", "text.control_character")]
    [InlineData("""{"token":"TOKEN","score":5,"ticketId":"x"}""", "/ticketId", "member.unknown")]
    public async Task A_body_that_is_not_what_the_document_says_is_refused(string body, string pointer, string? code)
    {
        var survey = await _app.Given.Survey(await _app.Given.ResolvedTicket());

        (await _customer.SendText(HttpMethod.Post, Answers, body.Replace("TOKEN", Token(survey), StringComparison.Ordinal))).Invalid(pointer, code);

        (await _customer.Post(Look, new { token = Token(survey) })).Ok();
    }

    [Fact]
    public async Task A_token_that_was_made_up_finds_nothing_and_is_not_repeated()
    {
        var survey = await _app.Given.Survey(await _app.Given.ResolvedTicket());
        foreach (var token in new[] { Token(survey)[..^1], Token(survey).ToUpperInvariant(), new string('A', 43), "' OR 1=1 --", "%", "../../etc/passwd", "🔑" })
        {
            foreach (var answer in new[] { await _customer.Post(Answers, new { token, score = 5 }), await _customer.Post(Look, new { token }) })
                Assert.DoesNotContain(token, answer.NotFound().Text, StringComparison.Ordinal);
        }
        (await _customer.Post(Answers, new { token = new string('A', 101), score = 5, comment = new string('c', 4001) })).Invalid("/token", "text.too_long").Invalid("/comment", "text.too_long");
        (await _customer.Post($"{Answers}?token={Token(survey)}", new { token = Token(survey), score = 5 })).Invalid("token", "parameter.unknown");
        (await _api.Get(Answers)).Is(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Strangers_cannot_try_out_tokens_without_end()
    {
        await using var limited = _app.WithWebHostBuilder(b => b.UseSetting("Limits:SurveyAnswersPerMinute", "3"));
        var stranger = new Api(limited.CreateClient(), () => null);
        (await stranger.Post(Answers, new { token = "a", score = 5 })).NotFound();
        for (var i = 0; i < 2; i++) (await stranger.Post(Look, new { token = "a" })).NotFound();

        var refused = (await stranger.Post(Answers, new { token = "a", score = 5 })).Refused(HttpStatusCode.TooManyRequests, "rate_limit.exceeded");
        Assert.Equal("\"survey\";q=3;w=60", refused.Headers["RateLimit-Policy"]);
        (await stranger.Post("/api/v1/tokens/refresh", new { refreshToken = "x" })).Refused(HttpStatusCode.Unauthorized, "auth.refresh_refused");
    }

    [Fact]
    public async Task Tickets_are_found_and_sorted_by_the_score()
    {
        var customer = (await _app.Given.Customer()).Id;
        foreach (var score in new[] { 3, 1, 5 }) (await _app.Given.AnswerTo(await _app.Given.Survey(await _app.Given.ResolvedTicket(customer)), score)).Created();
        await _app.Given.ResolvedTicket(customer);

        Assert.Equal([1, 3, 5, null], await Scores("sort=satisfactionScore"));
        Assert.Equal([1, 3], await Scores("satisfactionScore[lte]=3&sort=satisfactionScore"));
        Assert.Equal([null], await Scores("satisfactionScore[isNull]=true"));

        async Task<List<int?>> Scores(string query)
        {
            List<int?> read = [];
            for (var cursor = ""; ;)
            {
                var page = (await _api.Get($"/api/v1/tickets?customerId={customer}&{query}&limit=1{cursor}")).Ok();
                read.AddRange(page["data"]!.AsArray().Select(t => (int?)t!["satisfaction"]?["score"]));
                if (page["page", "nextCursor"] is not { } next) return read;
                cursor = $"&cursor={next}";
            }
        }
    }

    [Fact]
    public async Task Surveys_are_seen_by_those_who_see_the_ticket_and_what_is_hidden_stays_so()
    {
        var (me, they) = await _app.Given.SomebodyWho(new { tickets = new { read = "own" } });
        var (mine, foreign) = (await _app.Given.Survey(await _app.Given.ResolvedTicket((await _app.Given.CustomerOf(me)).Id)), await _app.Given.Survey(await _app.Given.ResolvedTicket()));
        (await they.Get(mine.Location!)).Ok();
        (await they.Get(foreign.Location!)).NotFound();
        (await they.Get($"/api/v1/tickets/{(string?)foreign["ticketId"]}/surveys")).NotFound();

        (await _app.Given.AnswerTo(mine, 2, "Rude")).Created();
        var (_, blind) = await _app.Given.SomebodyWho(new { tickets = new { read = "all" } },
            new { resource = "ticket", field = "satisfaction", access = "hidden" }, new { resource = "ticketSurvey", field = "comment", access = "hidden" });
        Assert.Null((await blind.Get($"/api/v1/tickets/{(string?)mine["ticketId"]}")).Ok()["satisfaction"]);
        Assert.Null((await blind.Get(mine.Location!)).Ok()["comment"]);
        (await blind.Get("/api/v1/tickets?satisfactionScore=2")).Invalid("satisfactionScore");
        (await blind.Get("/api/v1/tickets?sort=satisfactionScore")).Invalid("sort");
    }

    [Fact]
    public async Task What_was_said_is_exported_and_erased_with_the_person()
    {
        var person = await _app.Given.Person();
        var (said, silent) = (await _app.Given.ResolvedTicket(person.Id), await _app.Given.ResolvedTicket(person.Id));
        var (answered, open) = (await _app.Given.Survey(said), await _app.Given.Survey(silent));
        (await _app.Given.AnswerTo(answered, 1, "My doctor says it was mould.")).Created();
        var export = (await _api.Post($"{person.Location}/personal-data-exports")).Ok();
        Assert.Contains(export["tickets"]!.AsArray(), t => (string?)t!["surveys"]!.AsArray()[0]!["comment"] == "My doctor says it was mould.");
        foreach (var ticket in new[] { said, silent }) (await _api.Put($"{Ticket(ticket)}/closure")).Ok();

        (await _api.Put($"{person.Location}/erasure", new { reason = "request" }, ("If-Match", "*"))).Ok();

        Assert.Equal((1, "Erased"), ((int)(await _api.Get(answered.Location!)).Ok()["score"]!, (string?)(await _api.Get(answered.Location!)).Ok()["comment"]));
        Assert.Equal("Erased", (string?)(await _api.Get(Ticket(said))).Ok()["satisfaction", "comment"]);
        (await _app.Given.AnswerTo(open, 5, "New words")).Conflict("survey.void");
        (await _api.Post($"{Ticket(silent)}/surveys")).Conflict("privacy.erased");
        Assert.DoesNotContain("doctor", (await _api.Post($"{person.Location}/personal-data-exports")).Text, StringComparison.Ordinal);
    }

    private static string Ticket(Answer ticket) => $"/api/v1/tickets/{ticket.Id}";

    private static string Token(Answer survey) => (string)survey["token"]!;
}
