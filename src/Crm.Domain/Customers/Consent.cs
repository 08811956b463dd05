using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Customers;

/// <summary>What personal data may be used for.</summary>
public enum ConsentPurpose { Marketing, Profiling, Newsletter, Survey, Sharing }

public enum ConsentState { Granted, Withdrawn, Unknown }

/// <summary>Why the use is lawful (GDPR, Article 6).</summary>
public enum LegalBasis { Consent, Contract, LegitimateInterest, LegalObligation, VitalInterests, PublicTask }

/// <summary>What a person said about the use of their data, or what was found out about it.</summary>
public sealed record ConsentData
{
    public ConsentPurpose Purpose { get; init; }

    /// <summary>The channel that it holds for; all of them when null.</summary>
    public ChannelType? Channel { get; init; }
    public ConsentState State { get; init; }
    public LegalBasis Basis { get; init; }
    public string? Source { get; init; }
    public string? Evidence { get; init; }

    /// <summary>When it was said; now when it is left out.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>One word of a person on the use of their data. It is never changed: who thinks otherwise later, says so in another one. Which of them holds, <see cref="ConsentRule"/> says.</summary>
public sealed class Consent : Aggregate
{
    public const int SourceMax = 200;
    public const int EvidenceMax = 4000;

    private Consent() { }

    public Id<Consent> Id { get; private set; } = Id<Consent>.New();

    /// <summary>The person, when it is a customer; else null, as <see cref="ContactId"/> is for a customer.</summary>
    public Id<Customer>? CustomerId { get; private set; }
    public Id<Contact>? ContactId { get; private set; }
    public ConsentPurpose Purpose { get; private set; }
    public ChannelType? Channel { get; private set; }
    public ConsentState State { get; private set; }
    public LegalBasis Basis { get; private set; }

    /// <summary>Where it was said, such as a form or a call.</summary>
    public string? Source { get; private set; }

    /// <summary>What shows that it was said.</summary>
    public string? Evidence { get; private set; }
    public DateTimeOffset At { get; private set; }

    /// <summary>Who recorded it; null for a job.</summary>
    public Id<User>? By { get; private set; }

    public static Consent Of(Customer customer, ConsentData data, Id<User>? by, DateTimeOffset now)
    {
        customer.EnsurePerson();
        customer.EnsureNotErased();
        return Record(data, by, now, new Consent { CustomerId = customer.Id });
    }

    public static Consent Of(Contact contact, ConsentData data, Id<User>? by, DateTimeOffset now)
    {
        contact.EnsureNotErased();
        return Record(data, by, now, new Consent { ContactId = contact.Id });
    }

    /// <summary>What was said stays, without what it says about the person.</summary>
    public void Erase() => (Source, Evidence) = (null, null);

    private static Consent Record(ConsentData data, Id<User>? by, DateTimeOffset now, Consent consent)
    {
        if (data.At > now) throw ConsentErrors.InFuture;
        consent.Purpose = data.Purpose;
        consent.Channel = data.Channel;
        consent.State = data.State;
        consent.Basis = data.Basis;
        consent.Source = Text.Clean(data.Source);
        consent.Evidence = Text.Clean(data.Evidence);
        consent.At = data.At ?? now;
        consent.By = by;
        return consent;
    }
}

public static class ConsentErrors
{
    public static RuleBroken InFuture => new("consent.in_future", "Nobody has said yet what lies in the future: give the time at which it was said.");
}
