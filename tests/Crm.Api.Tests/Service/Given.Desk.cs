using Crm.Application.Service.Assignments;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests;

public sealed partial class Given
{
    /// <summary>A queue with a rule and members.</summary>
    public async Task<Answer> QueueOf(object rule, params Answer[] members)
    {
        var queue = (await api.Post("/api/v1/queues", new { name = Unique("Desk") })).Created();
        foreach (var member in members) await Join(queue, member);
        return (await api.Patch(queue.Location!, rule)).Ok() with { Location = queue.Location };
    }

    public Task<Answer> QueueOf(string strategy, params Answer[] members) => QueueOf(new { strategy }, members);

    public async Task Join(Answer queue, Answer user, bool receivesAutomatically = true) => (await api.Put($"{queue.Location}/members/{user.Id}", new { receivesAutomatically })).Ok();

    /// <summary>Says what an agent can do.</summary>
    public async Task Agent(Answer user, object profile) => (await api.Put($"/api/v1/agents/{user.Id}", profile)).Ok();

    /// <summary>A ticket that is opened in the queue.</summary>
    public async Task<Answer> TicketIn(Answer queue, string priority = "normal", Answer? customer = null, string? contactId = null, params string[] requiredSkills) =>
        (await api.Post("/api/v1/tickets", new { customerId = (customer ?? await Customer()).Id, contactId, subject = Unique("Where is it"), channel = "web", priority, queueId = queue.Id, requiredSkills })).Created();

    public async Task<Answer> CustomerSpeaking(string? preferredLanguage) =>
        (await api.Post("/api/v1/customers", new { kind = "organization", name = Unique("Speaker"), relationships = new[] { "customer" }, preferredLanguage })).Created();

    /// <summary>Waiting tickets, written without the API: of every priority, in no order of age.</summary>
    public async Task Waiting(Answer queue, int count)
    {
        var model = Guid.Parse((await TicketIn(queue)).Id);
        await App.Db(async db =>
        {
            var ct = TestContext.Current.CancellationToken;
            var run = Unique("W");
            await db.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO tickets SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'number', {run} || '-' || n, 'priority', n % 4,
                   'opened_at', t.opened_at - make_interval(secs => (n * 7919) % {count}), 'assignee_id', null, 'assigned_by', null, 'status', 'new'))).*
                 FROM tickets t, generate_series(1, {count} - 1) n WHERE t.id = {model}
                 """, ct);
        });
    }

    /// <summary>What the job does, as one instance of it, in all queues or in one; says how many tickets it gave.</summary>
    public async Task<int> WaitingTicketsAssigned(Answer? only = null)
    {
        await using var scope = App.Services.CreateAsyncScope();
        var (send, given, ct) = (scope.ServiceProvider.GetRequiredService<IMediator>(), 0, TestContext.Current.CancellationToken);
        foreach (var queue in (await send.Send(new FindQueuesToServe(), ct)).Where(q => only is null || q.ToString() == only.Id)) given += await send.Send(new AssignWaitingTickets(queue), ct);
        return given;
    }
}
