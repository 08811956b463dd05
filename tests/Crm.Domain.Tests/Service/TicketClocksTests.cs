using Crm.Domain.Service;
using Crm.Domain.Service.Calendars;
using Crm.Domain.Service.Levels;
using Xunit;

namespace Crm.Domain.Tests.Service;

/// <summary>What is raised about the clocks of a ticket that was opened at nine; every minute counts.</summary>
public sealed class TicketClocksTests
{
    private static readonly SlaPolicy Long = Policy("Long", 960);
    private static readonly SlaPolicy Usual = Policy("Usual", 480);
    private static readonly SlaPolicy Short = Policy("Short", 60);

    private readonly Ticket _ticket = Ticket.Open("T-2026-000001", GivenTicket.Customer, GivenTicket.Profile, GivenTicket.Opened);
    private readonly HashSet<SlaMark> _raised = [];

    public TicketClocksTests() => _ticket.PullEvents();

    [Fact]
    public void A_warning_and_a_breach_are_raised_once_each()
    {
        Assert.Empty(Look(0, Usual));
        Assert.Equal(["480 Warning"], Look(360));
        Assert.Empty(Look(479));
        Assert.Equal(["480 Breach"], Look(480));
        Assert.Empty(Look(1000));
    }

    [Fact]
    public void Who_comes_back_to_a_promise_is_not_told_again_what_it_has_raised()
    {
        Look(0, Usual);
        Assert.Equal(["480 Warning"], Look(390));
        Assert.Empty(Look(390, Long));
        Assert.Empty(Look(390, Usual));
        Assert.NotNull(_ticket.ResolutionClock.WarnedAt);
        Assert.Equal(["480 Breach"], Look(480));
        Assert.Empty(Look(481, Long));
        Assert.Null(_ticket.ResolutionClock.BreachedAt);
        Assert.Empty(Look(482, Usual));
        Assert.NotNull(_ticket.ResolutionClock.BreachedAt);
    }

    [Fact]
    public void Not_even_when_a_pause_has_moved_what_is_due()
    {
        Look(0, Usual);
        Look(390);
        Look(390, Long);
        _ticket.Accept(At(390));
        _ticket.WaitForCustomer(At(390));
        _ticket.Resume(At(400));
        Assert.Empty(Look(400, Usual));
        Assert.Equal(At(490), _ticket.ResolutionClock.DueAt);
        Assert.Equal(["480 Breach"], Look(490));
    }

    [Fact]
    public void Nor_when_the_time_went_back()
    {
        Look(0, Short);
        Assert.Equal(["60 Breach", "60 Warning"], Look(120));
        Look(120, Long);
        Assert.Empty(Look(30, Short));
        Assert.Empty(Look(120));
    }

    [Fact]
    public void Another_promise_raises_what_it_comes_to_later()
    {
        Look(0, Short);
        Assert.Equal(["60 Breach", "60 Warning"], Look(120));
        Assert.Empty(Look(120, Usual));
        Assert.Equal(["480 Warning"], Look(360));
        Assert.Equal(["480 Breach"], Look(480));
    }

    [Fact]
    public void What_another_promise_has_passed_already_is_news_only_where_nothing_like_it_was_raised()
    {
        Look(0, Long);
        Assert.Equal(["60 Breach", "60 Warning"], Look(120, Short));
        Assert.Empty(Look(490, Usual));
        Assert.NotNull(_ticket.ResolutionClock.BreachedAt);
    }

    [Fact]
    public void What_came_due_unnoticed_is_raised_before_another_promise_takes_its_place()
    {
        Look(0, Short);
        Assert.Equal(["60 Breach", "60 Warning"], Look(120, Long));
        Assert.Null(_ticket.ResolutionClock.BreachedAt);
    }

    [Fact]
    public void What_came_due_before_a_merge_is_raised_and_what_did_not_is_dropped()
    {
        Look(0, Usual);
        _ticket.MergeInto(GivenTicket.In(TicketStatus.Open), At(400));
        Assert.Equal(["480 Warning"], Look(400));
        Assert.Equal((null, null), (_ticket.ResolutionClock.TargetMinutes, _ticket.NextClockAt));
        Assert.Empty(Look(1000));
    }

    [Fact]
    public void A_breach_before_a_merge_stays()
    {
        Look(0, Short);
        _ticket.MergeInto(GivenTicket.In(TicketStatus.Open), At(90));
        Assert.Equal(["60 Breach", "60 Warning"], Look(90));
        Assert.Equal((At(60), At(90)), (_ticket.ResolutionClock.BreachedAt, _ticket.ResolutionClock.StoppedAt));
    }

    [Fact]
    public void Pauses_do_not_count_as_late()
    {
        Look(0, Short);
        _ticket.Accept(At(100));
        _ticket.WaitForCustomer(At(120));
        Assert.Equal(-60, Left(150));
        _ticket.Resume(At(240));
        Assert.Equal((-60, -120), (Left(240), Left(300)));

        int Left(int minute) => (int)SlaClock.Left(60, SlaClock.OfResolution(_ticket.StatusHistory, _ticket.SlaPausesIn), WorkingTime.Always, At(minute)).TotalMinutes;
    }

    /// <summary>Lets the ticket come under a policy, or go on under its own, and tells what is raised.</summary>
    private List<string> Look(int minute, SlaPolicy? policy = null)
    {
        HashSet<SlaMark> raised = [.. _raised, .. _ticket.Marks()];
        var came = _ticket.KeepTime(WorkingTime.Always, 25, At(minute));
        var cameAnew = policy is not null && _ticket.ApplyPolicy(policy, "") ? _ticket.KeepTime(WorkingTime.Always, 25, At(minute)) : [];
        _ticket.Ring(came, raised, isAnew: false);
        _ticket.Ring(cameAnew, raised, isAnew: true);
        var rang = _ticket.PullEvents().OfType<SlaClockRang>().ToList();
        _raised.UnionWith(rang.Select(r => r.Mark));
        return [.. rang.Select(r => $"{r.TargetMinutes} {r.Kind}").Order(StringComparer.Ordinal)];
    }

    private static DateTimeOffset At(int minute) => GivenTicket.Opened.AddMinutes(minute);

    private static SlaPolicy Policy(string name, int minutes) => SlaPolicy.Create(new() { Name = name, ResolutionMinutes = minutes });
}
