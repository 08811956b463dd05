using System.Net;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Service;

/// <summary>Many agents ask for the next ticket at once.</summary>
public sealed class NextTicketRaceTests(CrmApp app) : IClassFixture<CrmApp>
{
    private const string Next = "/api/v1/tickets/next";
    private const int Tickets = 1000;

    [Fact]
    public async Task Forty_agents_take_a_thousand_tickets_each_once_in_order()
    {
        var queues = new[] { await app.Given.Queue(), await app.Given.Queue(), await app.Given.Queue() };
        var agents = await Signed(40, queues);
        foreach (var queue in queues) await app.Given.Waiting(queue, Tickets / queues.Length);
        await app.Given.Waiting(queues[0], Tickets - Tickets / queues.Length * queues.Length);

        var taken = await Task.WhenAll(agents.Select(TakeAll));

        var all = taken.SelectMany(t => t).ToList();
        Assert.Equal(Tickets, all.Count);
        Assert.Equal(Tickets, all.Select(t => t.Id).Distinct().Count());
        // Who asks later gets nothing that should have come before.
        foreach (var one in taken) Assert.Equal(one.OrderBy(t => t.Priority).ThenBy(t => t.OpenedAt).Select(t => t.Id), one.Select(t => t.Id));
        Assert.Equal(0, (int)(await app.Api().Get("/api/v1/tickets?assigneeId[isNull]=true&status=new,open&count=true")).Ok()["page", "total"]!);
    }

    [Fact]
    public async Task Who_takes_the_next_one_and_what_a_rule_gives_never_meet_in_one_ticket()
    {
        var queue = await app.Given.Queue();
        var agents = await Signed(10, queue);
        (await app.Api().Patch(queue.Location!, new { strategy = "roundRobin" })).Ok();
        await app.Given.Waiting(queue, 151);   // the first one of them is given at once

        var jobs = Enumerable.Range(0, 2).Select(_ => app.Given.WaitingTicketsAssigned()).ToList();
        var taken = (await Task.WhenAll(agents.Select(TakeAll))).SelectMany(t => t).ToList();
        var given = (await Task.WhenAll(jobs)).Sum();
        for (int more; (more = await app.Given.WaitingTicketsAssigned()) > 0; given += more) { }

        Assert.Equal(taken.Count, taken.Select(t => t.Id).Distinct().Count());
        Assert.Equal(150, taken.Count + given);
        Assert.Equal(taken.Count, await Count(queue, "nextTicket"));
        Assert.Equal(given + 1, await Count(queue, "roundRobin"));
    }

    private async Task<List<Api>> Signed(int count, params Answer[] queues)
    {
        List<Api> agents = [];
        for (var i = 0; i < count; i++)
        {
            var user = await app.Given.User();
            foreach (var queue in queues) await app.Given.Join(queue, user);
            agents.Add(await app.Given.SignedIn(user));
        }
        return agents;
    }

    private static async Task<List<(string Id, int Priority, DateTimeOffset OpenedAt)>> TakeAll(Api they)
    {
        List<(string, int, DateTimeOffset)> taken = [];
        while (await they.Post(Next) is var answer && answer.Status != HttpStatusCode.NoContent)
            taken.Add((answer.Ok().Id, Array.IndexOf(["urgent", "high", "normal", "low"], (string)answer["priority"]!), (DateTimeOffset)answer["openedAt"]!));
        return taken;
    }

    private async Task<int> Count(Answer queue, string way)
    {
        var count = 0;
        await app.Db(async db => count = await db.Database.SqlQuery<int>(
            $"SELECT count(*)::int AS \"Value\" FROM tickets WHERE queue_id = {Guid.Parse(queue.Id)} AND assigned_by = {way}").SingleAsync(TestContext.Current.CancellationToken));
        return count;
    }
}
