using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service.Levels;

namespace Crm.Domain.Service;

/// <summary>Pending waits for the customer, on hold for a third party.</summary>
public enum TicketStatus { New, Open, Pending, OnHold, Resolved, Closed }

/// <summary>A customer's question, fault, complaint or wish, from the first contact to its closing.</summary>
public sealed partial class Ticket : ArchivableAggregate, IHasExternalIds, ISearchable
{
    public const int NumberMax = 20;
    public const int SubjectMax = 200;
    public const int DescriptionMax = 20_000;
    public const int ResolutionTextMax = 4000;
    public const int RootCauseMax = 4000;
    public const int RemedyMax = 4000;

    private readonly List<ExternalId> _externalIds = [];
    private List<string> _tags = [];

    private Ticket() { }

    public Id<Ticket> Id { get; private set; } = Id<Ticket>.New();

    /// <summary>The number for people, such as T-2026-000123; unique and never reused.</summary>
    public string Number { get; private set; } = "";
    public Id<Customer> CustomerId { get; private set; }
    public Id<Contact>? ContactId { get; private set; }
    public string Subject { get; private set; } = "";
    public string? Description { get; private set; }
    public TicketType Type { get; private set; }

    /// <summary>How the ticket reached us; messages have a channel of their own.</summary>
    public TicketChannel Channel { get; private set; }
    public TicketPriority Priority { get; private set; }
    public TicketStatus Status { get; private set; }
    public Id<Queue>? QueueId { get; private set; }
    public Id<User>? AssigneeId { get; private set; }
    public Id<Order>? OrderId { get; private set; }
    public Id<Product>? ProductId { get; private set; }
    public IReadOnlyList<string> Tags => _tags;
    public CustomFields CustomFields { get; private set; } = CustomFields.None;
    public IReadOnlyCollection<ExternalId> ExternalIds => _externalIds;
    IEnumerable<string?> ISearchable.SearchedBy => [Subject, Number];

    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>When staff first answered in public.</summary>
    public DateTimeOffset? FirstResponseAt { get; private set; }

    /// <summary>When the last message was written, by whomever.</summary>
    public DateTimeOffset? LastMessageAt { get; private set; }

    /// <summary>Null again after a reopening, as are the four fields of the resolution.</summary>
    public DateTimeOffset? ResolvedAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public int ReopenedCount { get; private set; }

    public ResolutionCode? Resolution { get; private set; }
    public string? ResolutionText { get; private set; }
    public string? RootCause { get; private set; }

    /// <summary>What the customer was given or promised to make up for it.</summary>
    public string? Remedy { get; private set; }

    public Id<Ticket>? ParentId { get; private set; }
    public Id<Ticket>? DuplicateOfId { get; private set; }

    /// <summary>The closed ticket that this one goes on with.</summary>
    public Id<Ticket>? FollowUpOfId { get; private set; }

    /// <summary>The ticket that took this one in; set only on a closed one.</summary>
    public Id<Ticket>? MergedIntoId { get; private set; }

    public static Ticket Open(string number, Id<Customer> customer, TicketProfile profile, DateTimeOffset now)
    {
        var ticket = new Ticket { Number = Text.Required(number), CustomerId = customer, QueueId = profile.QueueId, OpenedAt = now };
        ticket.Change(profile);
        ticket.StatusHistory = ticket.StatusHistory.With(TicketStatus.New, now);
        ticket.Raise(new TicketOpened(ticket.Id, customer, now));
        ticket.Raise(new TicketClocksTouched(ticket.Id, MaySelect: true));
        return ticket;
    }

    /// <summary>Goes on with a closed ticket in a new one about the same thing. The assignee is not taken over: who had the
    /// old one may have left since.</summary>
    public static Ticket FollowUp(Ticket closed, string number, TicketChannel channel, DateTimeOffset now)
    {
        if (closed.Status != TicketStatus.Closed) throw TicketErrors.NotClosed;
        if (closed.MergedIntoId is { } into) throw TicketErrors.Merged(into);
        var profile = TicketProfile.Of(closed) with { Channel = channel, Description = null, ExternalIds = [] };
        var ticket = Open(number, closed.CustomerId, profile, now);
        ticket.FollowUpOfId = closed.Id;
        ticket.ClassifyAs(closed);
        return ticket;
    }

    /// <summary>Replaces what callers may write.</summary>
    public void Change(TicketProfile profile)
    {
        EnsureNotClosed();
        var before = Selectors;
        if (Status == TicketStatus.Resolved && profile.Type == TicketType.Complaint) EnsureExplained(RootCause, Remedy);
        Subject = Text.Required(profile.Subject);
        Description = Text.Clean(profile.Description);
        Type = profile.Type;
        Channel = profile.Channel;
        Priority = profile.Priority;
        ContactId = profile.ContactId;
        OrderId = profile.OrderId;
        ProductId = profile.ProductId;
        PutInto(profile.QueueId);
        _requiredSkills = Common.Tags.Clean(profile.RequiredSkills);
        _tags = Common.Tags.Clean(profile.Tags);
        CustomFields = profile.CustomFields;
        Common.ExternalIds.Replace(_externalIds, profile.ExternalIds);
        if (StatusHistory.Changes.Count > 0 && Selectors != before) Raise(new TicketClocksTouched(Id, MaySelect: true));
    }

    /// <summary>Gives the ticket to a user, which accepts a new one, or to nobody.</summary>
    public void Assign(Id<User>? assignee, DateTimeOffset now, AssignmentWay by = AssignmentWay.User)
    {
        if (assignee == AssigneeId) return;
        EnsureNotClosed();
        (AssigneeId, AssignedBy) = (assignee, assignee is null ? null : by);
        if (Status == TicketStatus.New) Accept(now);
        Raise(new TicketAssigned(Id, assignee, now));
    }

    public void Accept(DateTimeOffset now) => Enter(After(Act.Accept), now);

    public void WaitForCustomer(DateTimeOffset now) => Enter(After(Act.WaitForCustomer), now);

    public void WaitForThirdParty(DateTimeOffset now) => Enter(After(Act.WaitForThirdParty), now);

    /// <summary>Ends the waiting.</summary>
    public void Resume(DateTimeOffset now) => Enter(After(Act.Resume), now);

    /// <summary>Ends the work with a result. On a ticket that is resolved already it corrects the result and keeps the time.</summary>
    public void Resolve(TicketResolution resolution, DateTimeOffset now)
    {
        var status = After(Act.Resolve);
        var (rootCause, remedy) = (Text.Clean(resolution.RootCause), Text.Clean(resolution.Remedy));
        if (Type == TicketType.Complaint) EnsureExplained(rootCause, remedy);
        (Resolution, ResolutionText, RootCause, Remedy) = (resolution.Code, Text.Required(resolution.Text), rootCause, remedy);
        Count(resolution);
        if (status == Status) return;
        Enter(status, now);
        ResolvedAt = now;
        Raise(new TicketResolved(Id, now));
    }

    /// <summary>Takes the resolution back, because the matter has not ended.</summary>
    public void Reopen(DateTimeOffset now)
    {
        var status = After(Act.Reopen);
        if (status == Status) return;
        Enter(status, now);
        ReopenedCount++;
        (ResolvedAt, Resolution, ResolutionText, RootCause, Remedy) = (null, null, null, null, null);
        Count(null);
        Unask();
        Raise(new TicketReopened(Id, now));
    }

    public void Close(DateTimeOffset now)
    {
        var status = After(Act.Close);
        if (status == Status) return;
        Enter(status, now);
        ClosedAt = now;
        Raise(new TicketClosed(Id, now));
    }

    /// <summary>Whether it has been resolved for so long that it closes by itself.</summary>
    public bool IsDueToClose(DateTimeOffset now, TimeSpan after) => Status == TicketStatus.Resolved && now - ResolvedAt >= after;

    /// <summary>Adds a message, with what follows from it: the first public reply stops the response clock and accepts a new ticket, a customer's
    /// message ends the waiting for it and reopens a resolved ticket. The caller stores the message.</summary>
    public TicketMessage Write(TicketMessageKind kind, TicketChannel channel, string body, Id<User>? author, Id<Contact>? contact, DateTimeOffset now)
    {
        EnsureNotClosed();
        var isFromCustomer = kind == TicketMessageKind.CustomerMessage;
        if (isFromCustomer ? author is not null : author is null || contact is not null) throw TicketErrors.WrongSender;
        var message = new TicketMessage(Id, kind, channel, body, author, contact, now);
        LastMessageAt = now;
        if (kind == TicketMessageKind.PublicReply && FirstResponseAt is null) Respond(now);
        switch (kind, Status)
        {
            case (TicketMessageKind.PublicReply, TicketStatus.New): Accept(now); break;
            case (TicketMessageKind.CustomerMessage, TicketStatus.Pending): Resume(now); break;
            case (TicketMessageKind.CustomerMessage, TicketStatus.Resolved): Reopen(now); break;
        }
        Raise(new TicketMessageWritten(Id, message.Id, kind, now));
        return message;
    }

    /// <summary>Puts the ticket below another, or below none.</summary>
    /// <param name="chainAbove">The ids of the parent's parent, of that one's parent, and so on to the top.</param>
    public void PutUnder(Id<Ticket>? parent, IReadOnlyCollection<Id<Ticket>> chainAbove)
    {
        if (parent == ParentId) return;
        EnsureNotClosed();
        if (parent == Id) throw TicketErrors.OwnParent;
        if (chainAbove.Contains(Id)) throw TicketErrors.ParentCycle;
        ParentId = parent;
    }

    /// <summary>Says that another ticket is about the same, or that none is. The status stays: resolving with the code duplicate is an act of its own.</summary>
    /// <param name="chainAbove">The ids of what the original is a duplicate of, of what that one is, and so on to the end.</param>
    public void MarkDuplicateOf(Id<Ticket>? original, IReadOnlyCollection<Id<Ticket>> chainAbove)
    {
        if (original == DuplicateOfId) return;
        EnsureNotClosed();
        if (original == Id) throw TicketErrors.OwnDuplicate;
        if (chainAbove.Contains(Id)) throw TicketErrors.DuplicateCycle;
        DuplicateOfId = original;
    }

    /// <summary>Closes the ticket, resolved or not, because the other one takes its place. The caller lets the messages follow
    /// (<see cref="TicketMessage.Follow"/>) and puts the children under the other.</summary>
    public void MergeInto(Ticket target, DateTimeOffset now)
    {
        if (target.Id == MergedIntoId) return;
        EnsureNotClosed();
        if (target.Id == Id) throw TicketErrors.MergedWithItself;
        if (target.CustomerId != CustomerId) throw TicketErrors.MergedAcrossCustomers;
        if (target.Status == TicketStatus.Closed) throw TicketErrors.MergeTargetClosed;
        target.TakeIn(this, now);
        Enter(TicketStatus.Closed, now);
        ClosedAt = now;
        MergedIntoId = target.Id;
        Raise(new TicketMerged(Id, target.Id, now));
    }

    protected override void EnsureArchivable()
    {
        if (Status != TicketStatus.Closed) throw TicketErrors.NotClosed;
    }

    private enum Act { Accept, WaitForCustomer, WaitForThirdParty, Resume, Resolve, Reopen, Close }

    /// <summary>The whole life cycle: where an act leads. An act that leads to where the ticket is has been done already.</summary>
    private TicketStatus After(Act act) => (act, Status) switch
    {
        (Act.Accept, TicketStatus.New) => TicketStatus.Open,
        (Act.Accept, TicketStatus.Open or TicketStatus.Pending or TicketStatus.OnHold) => Status,
        (Act.WaitForCustomer, TicketStatus.Open or TicketStatus.Pending or TicketStatus.OnHold) => TicketStatus.Pending,
        (Act.WaitForThirdParty, TicketStatus.Open or TicketStatus.Pending or TicketStatus.OnHold) => TicketStatus.OnHold,
        (Act.Resume, TicketStatus.Open or TicketStatus.Pending or TicketStatus.OnHold) => TicketStatus.Open,
        (Act.Resolve, not TicketStatus.Closed) => TicketStatus.Resolved,
        (Act.Reopen, TicketStatus.Open or TicketStatus.Resolved) => TicketStatus.Open,
        (Act.Close, TicketStatus.Resolved or TicketStatus.Closed) => TicketStatus.Closed,

        (_, TicketStatus.Closed) => throw Final,
        (Act.Reopen or Act.Close, _) => throw TicketErrors.NotResolved,
        (_, TicketStatus.Resolved) => throw TicketErrors.AlreadyResolved,
        _ => throw TicketErrors.NotAccepted,
    };

    private RuleBroken Final => MergedIntoId is { } into ? TicketErrors.Merged(into) : TicketErrors.Closed;

    private void EnsureNotClosed()
    {
        if (Status == TicketStatus.Closed) throw Final;
    }

    private static void EnsureExplained(string? rootCause, string? remedy)
    {
        if (rootCause is null || remedy is null) throw TicketErrors.ComplaintUnexplained;
    }

    /// <summary>What follows from holding the other's messages: a reply among them was a response here too, though never before the opening. Links to
    /// the other would become links to itself.</summary>
    private void TakeIn(Ticket source, DateTimeOffset now)
    {
        if (LastMessageAt is null || source.LastMessageAt > LastMessageAt) LastMessageAt = source.LastMessageAt;
        if (source.FirstResponseAt is { } reply)
        {
            var response = reply < OpenedAt ? OpenedAt : reply;
            if (!(FirstResponseAt <= response)) Respond(response);
            if (Status == TicketStatus.New) Accept(now);
        }
        // What waits for an answer there waits for one here.
        if (source.Status is TicketStatus.New or TicketStatus.Open)
        {
            if (Status == TicketStatus.Pending) Resume(now);
            if (Status == TicketStatus.Resolved) Reopen(now);
        }
        if (ParentId == source.Id) ParentId = source.ParentId;
        if (DuplicateOfId == source.Id) DuplicateOfId = source.DuplicateOfId;
    }
}
