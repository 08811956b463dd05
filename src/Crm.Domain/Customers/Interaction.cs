using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;

namespace Crm.Domain.Customers;

/// <summary>One touch between the company and a customer, on any channel: a call, a mail, a chat, a visit. It tells of what happened, and belongs to the customer with whom it did.</summary>
public sealed class Interaction : ArchivableAggregate, IHasExternalIds, ISearchable
{
    public const int SubjectMax = 200;
    public const int TextMax = 50_000;
    public const int OutcomeNoteMax = 500;

    /// <summary>Users, and contacts as well.</summary>
    public const int ParticipantsMax = 20;

    private readonly List<ExternalId> _externalIds = [];
    private readonly List<InteractionContact> _contacts = [];
    private readonly List<InteractionUser> _users = [];

    private Interaction() { }

    public Id<Interaction> Id { get; private set; } = Id<Interaction>.New();

    /// <summary>With whom it was. It stays so when a contact goes elsewhere; only a merge of customers takes it along.</summary>
    public Id<Customer> CustomerId { get; private set; }
    public Id<Order>? OrderId { get; private set; }
    public Id<Ticket>? TicketId { get; private set; }
    public InteractionChannel Channel { get; private set; }
    public InteractionDirection Direction { get; private set; }
    public string Subject { get; private set; } = "";
    public string? Text { get; private set; }
    public DateTimeOffset StartedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public InteractionOutcome? Outcome { get; private set; }
    public string? OutcomeNote { get; private set; }

    /// <summary>Who recorded it; null for a job.</summary>
    public Id<User>? By { get; private set; }
    public DateTimeOffset? ErasedAt { get; private set; }

    /// <summary>Who took part for the customer, the main one first.</summary>
    public IReadOnlyCollection<InteractionContact> Contacts => _contacts;

    /// <summary>Who took part for the company.</summary>
    public IReadOnlyCollection<InteractionUser> Users => _users;
    public IReadOnlyCollection<ExternalId> ExternalIds => _externalIds;
    IEnumerable<string?> ISearchable.SearchedBy => [Subject];

    public static Interaction Record(Id<Customer> customer, InteractionData data, Id<User>? by, DateTimeOffset now)
    {
        var interaction = new Interaction { CustomerId = customer, By = by, StartedAt = now };
        interaction.Change(data, now);
        return interaction;
    }

    /// <summary>Replaces what callers may write; without a time of beginning the one before stays.</summary>
    public void Change(InteractionData data, DateTimeOffset now)
    {
        if (ErasedAt is not null) throw PrivacyErrors.Erased;
        var startedAt = data.StartedAt ?? StartedAt;
        if (Moment.IsFuture(startedAt, now) || Moment.IsFuture(data.EndedAt, now)) throw InteractionErrors.InFuture;
        if (data.EndedAt < startedAt) throw InteractionErrors.EndsBeforeStart;
        (OrderId, TicketId) = (data.OrderId, data.TicketId);
        (Channel, Direction) = (data.Channel, data.Direction);
        Subject = Common.Text.Required(data.Subject);
        Text = Common.Text.Clean(data.Text);
        (StartedAt, EndedAt) = (startedAt, data.EndedAt);
        (Outcome, OutcomeNote) = (data.Outcome, Common.Text.Clean(data.OutcomeNote));
        Name([.. data.ContactIds.Distinct()]);
        _users.RemoveAll(u => !data.UserIds.Contains(u.UserId));
        _users.AddRange(data.UserIds.Distinct().Where(u => !_users.Exists(x => x.UserId == u)).Select(u => new InteractionUser(u)).ToList());
        Common.ExternalIds.Replace(_externalIds, data.ExternalIds);
    }

    /// <summary>That there was a touch stays, without what was said in it.</summary>
    public void Erase(DateTimeOffset now)
    {
        Subject = Erasing.Mark;
        (Text, OutcomeNote) = (null, null);
        _externalIds.Clear();
        ErasedAt ??= now;
    }

    private void Name(List<Id<Contact>> contacts)
    {
        _contacts.RemoveAll(c => !contacts.Contains(c.ContactId));
        _contacts.AddRange(contacts.Where(c => !_contacts.Exists(x => x.ContactId == c)).Select(c => new InteractionContact(c)).ToList());
        foreach (var contact in _contacts) contact.Position = contacts.IndexOf(contact.ContactId);
    }
}

/// <summary>A contact who took part.</summary>
public sealed class InteractionContact
{
    private InteractionContact() { }

    internal InteractionContact(Id<Contact> contact) => ContactId = contact;

    public Id<Contact> ContactId { get; private set; }
    public int Position { get; internal set; }
}

/// <summary>A user who took part.</summary>
public sealed class InteractionUser
{
    private InteractionUser() { }

    internal InteractionUser(Id<User> user) => UserId = user;

    public Id<User> UserId { get; private set; }
}

public static class InteractionErrors
{
    public static RuleBroken InFuture =>
        new("interaction.in_future", "What lies in the future has not happened yet: give the time at which it was. A clock may be five minutes ahead of ours.");

    public static RuleBroken EndsBeforeStart => new("interaction.ends_before_start", "It cannot end before it begins: give an endedAt that is not before startedAt.");

    public static RuleBroken CustomerFixed =>
        new("interaction.customer_fixed", "An interaction stays with the customer with whom it was: archive this one and record another.");
}
