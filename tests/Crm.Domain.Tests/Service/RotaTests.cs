using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using Xunit;

namespace Crm.Domain.Tests.Service;

/// <summary>Whose turn it is.</summary>
public sealed class RotaTests
{
    private static readonly TicketNeeds Nothing = new([], null);

    [Fact]
    public void In_turn_everybody_gets_one_before_anybody_gets_two()
    {
        var members = Members(3);
        var rota = new Rota(Queue(QueueStrategy.RoundRobin), members, lastTurn: 0);

        List<OnDuty> given = [.. Enumerable.Range(0, 7).Select(_ => Give(rota))];

        Assert.Equal(members.OrderBy(m => m.Member.UserId), given.Take(3));
        Assert.Equal(given.Take(3), given.Skip(3).Take(3));
        Assert.Equal(given[0], given[6]);
    }

    [Fact]
    public void The_one_with_the_fewest_comes_first_and_among_equals_the_one_whose_turn_is_longest_ago()
    {
        OnDuty[] members = [Member(open: 2), Member(open: 0), Member(open: 2)];
        var rota = new Rota(Queue(QueueStrategy.LeastOpen), members, lastTurn: 0);

        Assert.Equal([members[1], members[1]], [Give(rota), Give(rota)]);
        Assert.Equal(new[] { members[0], members[2] }.OrderBy(m => m.Member.UserId), [Give(rota), Give(rota)]);
        Assert.Same(members[1], Give(rota));
        Assert.Equal([3, 3, 3], members.Select(m => m.OpenTickets));
    }

    [Fact]
    public void Whoever_is_full_or_gone_is_passed_over()
    {
        OnDuty[] members = [Member(open: 1, capacity: 2), Member(open: 5, capacity: 5), Member(open: 9)];
        var rota = new Rota(Queue(QueueStrategy.LeastOpen), members, lastTurn: 0);

        Assert.Same(members[0], Give(rota));
        Assert.Same(members[2], rota.Next(Nothing));
        rota.Drop(members[2]);
        Assert.Null(rota.Next(Nothing));
        Assert.False(rota.HasRoom);
    }

    [Theory]
    [InlineData("de", "de", true)]
    [InlineData("de", "DE-at", true)]
    [InlineData("de-AT", "de", true)]
    [InlineData("zh-Hans", "zh-Hant", false)]
    [InlineData("de", "den", false)]
    [InlineData("den", "de", false)]
    [InlineData("de", null, true)]
    public void A_language_is_spoken_in_all_its_variants(string spoken, string? asked, bool isSpoken)
    {
        var agent = Agent.Of(Id<User>.New());
        agent.Change([spoken], [], null, calendar: null);

        Assert.Equal(isSpoken, agent.Meets(new([], asked)));
    }

    [Fact]
    public void Every_skill_is_needed_that_the_queue_or_the_ticket_asks_for()
    {
        var queue = Crm.Domain.Service.Queue.Create("Repairs", null, new(QueueStrategy.LeastOpen, ["Warranty"], MatchLanguage: false));
        var agent = Agent.Of(Id<User>.New());
        var needs = TicketNeeds.Of(queue, ["lenses", "warranty"], "de");

        Assert.Null(needs.Language);
        agent.Change([], ["Lenses"], null, calendar: null);
        Assert.False(agent.Meets(needs));
        agent.Change([], ["LENSES", "warranty", "frames"], null, calendar: null);
        Assert.True(agent.Meets(needs));
    }

    private static OnDuty Give(Rota rota)
    {
        var next = rota.Next(Nothing)!;
        rota.Give(next);
        return next;
    }

    private static OnDuty[] Members(int count) => [.. Enumerable.Range(0, count).Select(_ => Member(open: 0))];

    private static OnDuty Member(int open, int? capacity = null)
    {
        var agent = Agent.Of(Id<User>.New());
        agent.Change([], [], capacity, calendar: null);
        return new(new(Id<Queue>.New(), agent.UserId, GivenTicket.Now), agent, open);
    }

    private static Queue Queue(QueueStrategy strategy) => Crm.Domain.Service.Queue.Create("Repairs", null, new(strategy, [], MatchLanguage: false));
}
