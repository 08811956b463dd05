using Crm.Api.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Service.Surveys;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Service;

internal static class SurveyEndpoints
{
    private const string Look = """{"token":"Vq0m3mYx0rS7c1kO2pJ8nQ5tW9zA4bD6eF-gH_iKlMs"}""";
    private const string Answer = """{"token":"Vq0m3mYx0rS7c1kO2pJ8nQ5tW9zA4bD6eF-gH_iKlMs","score":5,"comment":"Fast and friendly."}""";

    public static void MapSurveys(this RouteGroupBuilder v1)
    {
        var surveys = v1.MapGroup("/tickets/{id}/surveys").WithTags("Surveys");

        surveys.MapPost("/", Task<Created<SentSurveyDetails>> (Id<Ticket> id, IMediator send, CancellationToken ct) => send.Send(new SurveyTicket { Id = id }, ct).Created("ticket-surveys", s => s.Id))
            .Needs(Area.Tickets, Act.Change).Describe("surveyTicket", "Ask a customer how content they are",
                "Makes a token by which the customer can judge the resolution of a resolved or closed ticket, once. It is shown this once. Asked again before the answer, the token before is good no longer. A reopening ends the survey. The answer is not kept, so it takes no Idempotency-Key.")
            .KeepNoAnswer().MayConflict();

        surveys.MapGet("/", Task<ListPage<TicketSurveyDetails>> (Id<Ticket> id, ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListTicketSurveys(id, query.Where("ticketId", id)), ct))
            .Needs(Area.Tickets, Act.Read).Describe("listTicketSurveys", "List a ticket's surveys", "One for each resolution about which the customer was asked.").Lists(ListTicketSurveys.Spec).ProducesProblem(404);

        v1.MapGet("/ticket-surveys/{id}", Task<TicketSurveyDetails> (Id<TicketSurvey> id, IMediator send, CancellationToken ct) => send.Send(new GetTicketSurvey(id), ct))
            .WithTags("Surveys").Needs(Area.Tickets, Act.Read).Describe("getTicketSurvey", "Read a survey").ProducesProblem(404).Reads(ListTicketSurveys.Spec);

        v1.MapPost("/survey-answers", Task<Created<SurveyAnswerDetails>> (AnswerSurvey body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("ticket-surveys", a => a.SurveyId))
            .WithTags("Surveys").Describe("answerSurvey", "Answer a survey", "For the customer, who needs the token and nothing else. The first answer holds.")
            .AllowAnonymous().KeepNoAnswer().LimitAnswers().ProducesProblem(404).ProducesProblem(409).Example(Answer);

        v1.MapPost("/survey-answers/look", Task<OpenSurveyDetails> (LookAtSurvey body, IMediator send, CancellationToken ct) => send.Send(body, ct))
            .WithTags("Surveys").Describe("lookAtSurvey", "Look at a survey before answering", "For the page on which the customer answers: the number and the subject of the ticket, and no more. It changes nothing.")
            .AllowAnonymous().KeepNoAnswer().LimitAnswers().ProducesProblem(404).ProducesProblem(409).Example(Look);
    }
}
