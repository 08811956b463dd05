using Crm.Domain.Common;

namespace Crm.Domain.Service;

public static class TicketErrors
{
    public static RuleBroken NotAccepted =>
        new("ticket.not_accepted", "The ticket is new: accept, assign or answer it first.");

    public static RuleBroken CustomerFixed =>
        new("ticket.customer_fixed", "A ticket stays with its customer: open another ticket for another customer.");

    public static RuleBroken AlreadyResolved =>
        new("ticket.already_resolved", "The ticket is resolved: reopen it first.");

    public static RuleBroken NotResolved =>
        new("ticket.not_resolved", "The ticket is not resolved: only a resolved ticket can be closed or reopened.");

    public static RuleBroken Closed =>
        new("ticket.closed", "A closed ticket cannot be changed: open a follow-up ticket.");

    public static RuleBroken NotClosed =>
        new("ticket.not_closed", "The ticket is not closed: only a closed ticket can be archived or followed up.");

    /// <summary>The detail mergedInto names the ticket that goes on.</summary>
    public static RuleBroken Merged(Id<Ticket> into) =>
        new("ticket.merged", "The ticket was merged into another: go on with that one.", new Dictionary<string, object?> { ["mergedInto"] = into.ToString() });

    public static RuleBroken NotMerged =>
        new("ticket.not_merged", "A message leaves its ticket only when that ticket is merged into another: merge the tickets first.");

    public static RuleBroken ComplaintUnexplained =>
        new("ticket.complaint_unexplained", "A complaint is resolved with its root cause and the remedy given: state both.");

    public static RuleBroken WrongSender =>
        new("ticket.wrong_sender", "A reply or a note is written by a user, a customer's message by a contact or by someone unnamed, never by a user.");

    public static RuleBroken MergedWithItself =>
        new("ticket.merged_with_itself", "A ticket cannot be merged into itself: name another ticket.");

    public static RuleBroken MergedAcrossCustomers =>
        new("ticket.merged_across_customers", "Only tickets of the same customer can be merged: link them instead.");

    public static RuleBroken MergeTargetClosed =>
        new("ticket.merge_target_closed", "A closed ticket takes in no other: merge into one that is not closed.");

    public static RuleBroken OwnParent =>
        new("ticket.own_parent", "A ticket cannot be its own parent: name another ticket or none.");

    public static RuleBroken ParentCycle =>
        new("ticket.parent_cycle", "The parent stands below this ticket already, directly or through others: change that first.");

    public static RuleBroken OwnDuplicate =>
        new("ticket.own_duplicate", "A ticket cannot be a duplicate of itself: name another ticket or none.");

    public static RuleBroken DuplicateCycle =>
        new("ticket.duplicate_cycle", "The other ticket is marked as a duplicate of this one already, directly or through others: change that first.");
}
