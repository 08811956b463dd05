using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using Xunit;

namespace Crm.Domain.Tests.Service;

public sealed class TicketLifeCycleTests
{
    private const string NotAccepted = "ticket.not_accepted";
    private const string NotResolved = "ticket.not_resolved";
    private const string IsResolved = "ticket.already_resolved";
    private const string IsClosed = "ticket.closed";

    // One row an act, one column a status in its order: the status it leads to, or the code with which it is refused.
    private static readonly Dictionary<string, string[]> Table = new()
    {
        //                       New          Open         Pending      OnHold       Resolved     Closed
        ["Accept"] = ["Open", "Open", "Pending", "OnHold", IsResolved, IsClosed],
        ["WaitForCustomer"] = [NotAccepted, "Pending", "Pending", "Pending", IsResolved, IsClosed],
        ["WaitForThirdParty"] = [NotAccepted, "OnHold", "OnHold", "OnHold", IsResolved, IsClosed],
        ["Resume"] = [NotAccepted, "Open", "Open", "Open", IsResolved, IsClosed],
        ["Resolve"] = ["Resolved", "Resolved", "Resolved", "Resolved", "Resolved", IsClosed],
        ["Reopen"] = [NotResolved, "Open", NotResolved, NotResolved, "Open", IsClosed],
        ["Close"] = [NotResolved, NotResolved, NotResolved, NotResolved, "Closed", "Closed"],
        ["Assign"] = ["Open", "Open", "Pending", "OnHold", "Resolved", IsClosed],
        ["MoveTo"] = ["New", "Open", "Pending", "OnHold", "Resolved", IsClosed],
        ["Change"] = ["New", "Open", "Pending", "OnHold", "Resolved", IsClosed],
        ["PutUnder"] = ["New", "Open", "Pending", "OnHold", "Resolved", IsClosed],
        ["MarkDuplicateOf"] = ["New", "Open", "Pending", "OnHold", "Resolved", IsClosed],
        ["MergeInto"] = ["Closed", "Closed", "Closed", "Closed", "Closed", IsClosed],
        ["Reply"] = ["Open", "Open", "Pending", "OnHold", "Resolved", IsClosed],
        ["Note"] = ["New", "Open", "Pending", "OnHold", "Resolved", IsClosed],
        ["Hear"] = ["New", "Open", "Open", "OnHold", "Open", IsClosed],
    };

    private static readonly Dictionary<string, Action<Ticket>> Acts = new()
    {
        ["Accept"] = t => t.Accept(GivenTicket.Now),
        ["WaitForCustomer"] = t => t.WaitForCustomer(GivenTicket.Now),
        ["WaitForThirdParty"] = t => t.WaitForThirdParty(GivenTicket.Now),
        ["Resume"] = t => t.Resume(GivenTicket.Now),
        ["Resolve"] = t => t.Resolve(GivenTicket.Solution, GivenTicket.Now),
        ["Reopen"] = t => t.Reopen(GivenTicket.Now),
        ["Close"] = t => t.Close(GivenTicket.Now),
        ["Assign"] = t => t.Assign(GivenTicket.Agent, GivenTicket.Now),
        ["MoveTo"] = t => t.MoveTo(Id<Queue>.New()),
        ["Change"] = t => t.Change(GivenTicket.Profile),
        ["PutUnder"] = t => t.PutUnder(Id<Ticket>.New(), []),
        ["MarkDuplicateOf"] = t => t.MarkDuplicateOf(Id<Ticket>.New(), []),
        ["MergeInto"] = t => t.MergeInto(GivenTicket.In(TicketStatus.Open), GivenTicket.Now),
        ["Reply"] = t => t.Reply(),
        ["Note"] = t => t.Note(),
        ["Hear"] = t => t.Hear(),
    };

    public static TheoryData<string, TicketStatus, string> EveryActInEveryStatus
    {
        get
        {
            var data = new TheoryData<string, TicketStatus, string>();
            foreach (var (act, outcomes) in Table)
                foreach (var status in Enum.GetValues<TicketStatus>()) data.Add(act, status, outcomes[(int)status]);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EveryActInEveryStatus))]
    public void An_act_leads_where_the_table_says_or_is_refused_without_a_trace(string act, TicketStatus status, string outcome)
    {
        var ticket = GivenTicket.In(status);

        if (Enum.TryParse<TicketStatus>(outcome, out var next))
        {
            Acts[act](ticket);
            Assert.Equal(next, ticket.Status);
            return;
        }

        GivenTicket.Refused(outcome, () => Acts[act](ticket));
        Assert.Equal(status, ticket.Status);
        Assert.Empty(ticket.News());
    }

    [Theory]
    [InlineData("Accept", TicketStatus.New)]
    [InlineData("WaitForCustomer", TicketStatus.Open)]
    [InlineData("WaitForThirdParty", TicketStatus.Open)]
    [InlineData("Resume", TicketStatus.OnHold)]
    [InlineData("Resolve", TicketStatus.Open)]
    [InlineData("Reopen", TicketStatus.Resolved)]
    [InlineData("Close", TicketStatus.Resolved)]
    [InlineData("Assign", TicketStatus.New)]
    public void An_act_done_again_changes_nothing_and_says_nothing(string act, TicketStatus status)
    {
        var ticket = GivenTicket.In(status);
        Acts[act](ticket);
        ticket.News();
        var before = (ticket.Status, ticket.ResolvedAt, ticket.ClosedAt, ticket.ReopenedCount, ticket.AssigneeId);

        Acts[act](ticket);

        Assert.Equal(before, (ticket.Status, ticket.ResolvedAt, ticket.ClosedAt, ticket.ReopenedCount, ticket.AssigneeId));
        Assert.Empty(ticket.News());
    }

    [Fact]
    public void Resolving_closing_and_reopening_are_dated_and_told()
    {
        var ticket = GivenTicket.In(TicketStatus.Open);
        var (t1, t2, t3, t4) = (GivenTicket.Now, GivenTicket.Now.AddHours(1), GivenTicket.Now.AddHours(2), GivenTicket.Now.AddHours(3));

        ticket.Resolve(GivenTicket.Solution, t1);
        Assert.Equal((t1, ResolutionCode.Solved, "Changed the toner."), (ticket.ResolvedAt, ticket.Resolution, ticket.ResolutionText));

        ticket.Reopen(t2);
        Assert.Equal((null, null, null, 1), (ticket.ResolvedAt, ticket.Resolution, ticket.ResolutionText, ticket.ReopenedCount));

        ticket.Resolve(GivenTicket.Solution, t3);
        ticket.Close(t4);
        Assert.Equal((t3, t4, 1), (ticket.ResolvedAt, ticket.ClosedAt, ticket.ReopenedCount));

        IDomainEvent[] told = [new TicketResolved(ticket.Id, t1), new TicketReopened(ticket.Id, t2), new TicketResolved(ticket.Id, t3), new TicketClosed(ticket.Id, t4)];
        Assert.Equal(told, ticket.News());
    }

    [Fact]
    public void Resolving_a_resolved_ticket_corrects_the_result_and_keeps_the_time()
    {
        var ticket = GivenTicket.In(TicketStatus.Resolved);

        ticket.Resolve(new TicketResolution(ResolutionCode.Workaround, "Use the other printer."), GivenTicket.Now);

        Assert.Equal((ResolutionCode.Workaround, "Use the other printer."), (ticket.Resolution, ticket.ResolutionText));
        Assert.Equal(GivenTicket.Resolved, ticket.ResolvedAt);
        Assert.Empty(ticket.News());
    }

    [Fact]
    public void A_ticket_is_given_passed_on_and_given_back()
    {
        var ticket = GivenTicket.In(TicketStatus.New);
        var other = Id<User>.New();

        ticket.Assign(GivenTicket.Agent, GivenTicket.Now);
        ticket.Assign(other, GivenTicket.Now);
        ticket.Assign(null, GivenTicket.Now);

        Assert.Equal((null, TicketStatus.Open), (ticket.AssigneeId, ticket.Status));
        Assert.Equal([GivenTicket.Agent, other, null], ticket.News().Cast<TicketAssigned>().Select(e => e.AssigneeId));
    }

    [Fact]
    public void A_resolved_ticket_is_due_to_close_when_the_time_is_over()
    {
        var ticket = GivenTicket.In(TicketStatus.Resolved);
        var days = TimeSpan.FromDays(5);

        Assert.False(ticket.IsDueToClose(GivenTicket.Resolved + days - TimeSpan.FromTicks(1), days));
        Assert.True(ticket.IsDueToClose(GivenTicket.Resolved + days, days));
        Assert.False(ticket.IsDueToClose(GivenTicket.Now, TimeSpan.MaxValue));
    }

    [Theory]
    [InlineData(TicketStatus.New)]
    [InlineData(TicketStatus.Open)]
    [InlineData(TicketStatus.Pending)]
    [InlineData(TicketStatus.OnHold)]
    [InlineData(TicketStatus.Closed)]
    public void No_other_ticket_is_ever_due_to_close(TicketStatus status) =>
        Assert.False(GivenTicket.In(status).IsDueToClose(DateTimeOffset.MaxValue, TimeSpan.Zero));

    [Theory]
    [InlineData(TicketStatus.New)]
    [InlineData(TicketStatus.Open)]
    [InlineData(TicketStatus.Pending)]
    [InlineData(TicketStatus.OnHold)]
    [InlineData(TicketStatus.Resolved)]
    public void Archiving_a_ticket_that_is_not_closed_is_refused(TicketStatus status) =>
        GivenTicket.Refused("ticket.not_closed", () => GivenTicket.In(status).Archive(GivenTicket.Now));

    [Fact]
    public void A_closed_ticket_is_archived_and_restored()
    {
        var ticket = GivenTicket.In(TicketStatus.Closed);

        ticket.Archive(GivenTicket.Now);
        ticket.Archive(GivenTicket.Now.AddDays(1));
        Assert.Equal(GivenTicket.Now, ticket.ArchivedAt);

        ticket.Restore();
        Assert.Null(ticket.ArchivedAt);
    }
}
