using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Service;
using Xunit;

namespace Crm.Domain.Tests.Service;

public sealed class TicketLinkTests
{
    private readonly Ticket _source = GivenTicket.In(TicketStatus.Open);
    private readonly Ticket _target = GivenTicket.In(TicketStatus.New);

    [Fact]
    public void A_ticket_goes_below_another_and_back_to_the_top()
    {
        _source.PutUnder(_target.Id, []);
        Assert.Equal(_target.Id, _source.ParentId);

        _source.PutUnder(null, []);
        Assert.Null(_source.ParentId);
    }

    [Fact]
    public void A_ticket_never_stands_above_itself()
    {
        GivenTicket.Refused("ticket.own_parent", () => _source.PutUnder(_source.Id, []));
        GivenTicket.Refused("ticket.parent_cycle", () => _source.PutUnder(_target.Id, [Id<Ticket>.New(), _source.Id]));
        Assert.Null(_source.ParentId);
    }

    [Fact]
    public void A_ticket_is_marked_as_a_duplicate_and_unmarked()
    {
        _source.MarkDuplicateOf(_target.Id, []);
        Assert.Equal((_target.Id, TicketStatus.Open), (_source.DuplicateOfId, _source.Status));

        _source.MarkDuplicateOf(null, []);
        Assert.Null(_source.DuplicateOfId);
    }

    [Fact]
    public void Duplicates_never_point_at_each_other()
    {
        GivenTicket.Refused("ticket.own_duplicate", () => _source.MarkDuplicateOf(_source.Id, []));
        GivenTicket.Refused("ticket.duplicate_cycle", () => _source.MarkDuplicateOf(_target.Id, [_source.Id]));
        Assert.Null(_source.DuplicateOfId);
    }

    [Fact]
    public void A_merged_ticket_is_closed_and_points_at_the_one_that_goes_on()
    {
        _source.MergeInto(_target, GivenTicket.Now);

        Assert.Equal((TicketStatus.Closed, GivenTicket.Now, _target.Id), (_source.Status, _source.ClosedAt, _source.MergedIntoId));
        Assert.Equal([new TicketMerged(_source.Id, _target.Id, GivenTicket.Now)], _source.News());
        Assert.Equal(TicketStatus.New, _target.Status);
    }

    [Theory]
    [InlineData(TicketStatus.New, TicketStatus.Resolved, TicketStatus.Open)]
    [InlineData(TicketStatus.Open, TicketStatus.Pending, TicketStatus.Open)]
    [InlineData(TicketStatus.Open, TicketStatus.OnHold, TicketStatus.OnHold)]
    [InlineData(TicketStatus.Pending, TicketStatus.Resolved, TicketStatus.Resolved)]
    public void What_waits_for_an_answer_still_waits_for_one_after_merging(TicketStatus source, TicketStatus target, TicketStatus after)
    {
        var goesOn = GivenTicket.In(target);

        GivenTicket.In(source).MergeInto(goesOn, GivenTicket.Now);

        Assert.Equal(after, goesOn.Status);
    }

    [Fact]
    public void Merging_again_into_the_same_ticket_changes_nothing_and_into_another_is_refused()
    {
        _source.MergeInto(_target, GivenTicket.Now);
        _source.News();

        _source.MergeInto(_target, GivenTicket.Now.AddDays(1));
        Assert.Equal(GivenTicket.Now, _source.ClosedAt);
        Assert.Empty(_source.News());

        GivenTicket.Refused("ticket.merged", () => _source.MergeInto(GivenTicket.In(TicketStatus.Open), GivenTicket.Now));
    }

    [Fact]
    public void Merging_is_refused_with_itself_into_a_closed_ticket_and_across_customers()
    {
        var foreign = Ticket.Open("T-9", Id<Customer>.New(), GivenTicket.Profile, GivenTicket.Opened);

        GivenTicket.Refused("ticket.merged_with_itself", () => _source.MergeInto(_source, GivenTicket.Now));
        GivenTicket.Refused("ticket.merge_target_closed", () => _source.MergeInto(GivenTicket.In(TicketStatus.Closed), GivenTicket.Now));
        GivenTicket.Refused("ticket.merged_across_customers", () => _source.MergeInto(foreign, GivenTicket.Now));
        Assert.Equal(TicketStatus.Open, _source.Status);
    }

    [Fact]
    public void A_reply_on_the_merged_ticket_answers_the_other_as_well()
    {
        _source.Reply(GivenTicket.Now);

        _source.MergeInto(_target, GivenTicket.Now);

        Assert.Equal((TicketStatus.Open, GivenTicket.Now), (_target.Status, _target.FirstResponseAt));
    }

    [Fact]
    public void The_earlier_reply_counts_but_never_as_before_the_opening()
    {
        _source.Reply(GivenTicket.Opened.AddMinutes(10));
        _target.Reply(GivenTicket.Opened.AddMinutes(20));
        var later = Ticket.Open("T-3", GivenTicket.Customer, GivenTicket.Profile, GivenTicket.Now);

        _source.MergeInto(_target, GivenTicket.Now);
        Assert.Equal(GivenTicket.Opened.AddMinutes(10), _target.FirstResponseAt);

        _target.MergeInto(later, GivenTicket.Now);
        Assert.Equal(GivenTicket.Now, later.FirstResponseAt);
    }

    [Fact]
    public void A_later_reply_of_the_merged_ticket_does_not_move_the_first_response()
    {
        _target.Reply(GivenTicket.Opened.AddMinutes(10));
        _source.Reply(GivenTicket.Opened.AddMinutes(20));

        _source.MergeInto(_target, GivenTicket.Now);

        Assert.Equal(GivenTicket.Opened.AddMinutes(10), _target.FirstResponseAt);
    }

    [Fact]
    public void Links_to_the_merged_ticket_never_become_links_to_itself()
    {
        var grandparent = Id<Ticket>.New();
        _source.PutUnder(grandparent, []);
        _target.PutUnder(_source.Id, [grandparent]);
        _target.MarkDuplicateOf(_source.Id, []);

        _source.MergeInto(_target, GivenTicket.Now);

        Assert.Equal((grandparent, null), (_target.ParentId, _target.DuplicateOfId));
    }

    [Fact]
    public void Messages_follow_a_merged_ticket_and_keep_their_time()
    {
        var message = _source.Reply(GivenTicket.Opened.AddMinutes(10));
        _source.MergeInto(_target, GivenTicket.Now);

        message.Follow(_source);
        message.Follow(_source);

        Assert.Equal((_target.Id, GivenTicket.Opened.AddMinutes(10)), (message.TicketId, message.SentAt));
    }

    [Fact]
    public void Messages_do_not_leave_a_ticket_that_was_not_merged()
    {
        var message = _source.Reply();

        GivenTicket.Refused("ticket.not_merged", () => message.Follow(_source));
        GivenTicket.Refused("ticket.not_merged", () => message.Follow(GivenTicket.Merged()));
    }
}
