using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Integration;

public enum WebhookStatus { Active, Disabled }

/// <summary>Why nothing is sent.</summary>
public enum WebhookDisabledReason
{
    /// <summary>Somebody said so.</summary>
    Manual,

    /// <summary>The receiver answered 410.</summary>
    Gone,

    /// <summary>A delivery failed at every try, and no other one succeeded meanwhile.</summary>
    Failing,

    /// <summary>The user in whose name it is sent is not active any more, or the key is revoked or has expired.</summary>
    OwnerGone,
}

/// <summary>What a caller may write about a webhook. It replaces everything.</summary>
/// <param name="Types">Types of events such as order.placed, all of a kind such as order.*, or * for all.</param>
/// <param name="Fields">Only events that changed one of these; empty for all.</param>
/// <param name="SkipsOwn">Leaves out what its own user, or its own key, did.</param>
/// <param name="InOrder">An event waits until those before it about the same record have been delivered or given up.</param>
public sealed record WebhookProfile(string Name, string Url, IReadOnlyCollection<string> Types, IReadOnlyCollection<string> Fields, bool SkipsOwn, bool InOrder);

/// <summary>A secret as it is kept: encrypted.</summary>
public sealed record KeptSecret(string Sealed)
{
    public const int Max = 200;
}

/// <summary>A subscription of another system: events of some types are sent to an address, signed, until they have arrived. It sees what its owner sees.</summary>
public sealed class Webhook : ArchivableAggregate, ISearchable
{
    public const int NameMax = 120;
    public const int UrlMax = 2000;
    public const int TypesMax = 100;
    public const int FieldsMax = 50;
    public const int FieldMax = 100;
    public const int OverlapHoursMax = 168;

    private List<string> _types = [];
    private List<string> _fields = [];

    private Webhook() { }

    public Id<Webhook> Id { get; private set; } = Id<Webhook>.New();
    public string Name { get; private set; } = "";
    public string Url { get; private set; } = "";
    public IReadOnlyList<string> Types => _types;
    public IReadOnlyList<string> Fields => _fields;
    public bool SkipsOwn { get; private set; }
    public bool InOrder { get; private set; }

    /// <summary>Whose rights decide what is sent: who made it or changed it last.</summary>
    public Id<User> OwnerId { get; private set; }

    /// <summary>The key with which that was done, by which the rights of the owner are narrowed; null when it was done without one.</summary>
    public Id<ApiKey>? KeyId { get; private set; }
    public WebhookStatus Status { get; private set; }
    public WebhookDisabledReason? DisabledReason { get; private set; }
    public DateTimeOffset? DisabledAt { get; private set; }
    public string Secret { get; private set; } = "";

    /// <summary>The secret before the last rotation, by which is signed, too, until <see cref="OverlapEndsAt"/>.</summary>
    public string? FormerSecret { get; private set; }
    public DateTimeOffset? OverlapEndsAt { get; private set; }

    /// <summary>How often something was sent again from a time on.</summary>
    public int Replays { get; private set; }

    /// <summary>Up to here the events of the feed have become deliveries.</summary>
    public long Position { get; private set; }

    /// <summary>How many tries in a row have failed.</summary>
    public int FailuresInRow { get; private set; }
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>Until when nothing is tried, because so much has failed.</summary>
    public DateTimeOffset? PausedUntil { get; private set; }
    public DateTimeOffset? LastDeliveredAt { get; private set; }
    IEnumerable<string?> ISearchable.SearchedBy => [Name, Url];

    /// <param name="position">From where in the feed it is told of events.</param>
    public static Webhook Create(WebhookProfile profile, Id<User> owner, Id<ApiKey>? key, long position)
    {
        var webhook = new Webhook { Position = position };
        webhook.Change(profile, owner, key);
        return webhook;
    }

    /// <summary>Whoever changes it owns it from then on: nobody has what others may see sent to an address of their own.</summary>
    public void Change(WebhookProfile p, Id<User> by, Id<ApiKey>? key)
    {
        (OwnerId, KeyId) = (by, key);
        Name = Text.Required(p.Name);
        Url = p.Url;
        _types = [.. p.Types.Distinct().Order(StringComparer.Ordinal)];
        _fields = [.. p.Fields.Distinct().Order(StringComparer.Ordinal)];
        (SkipsOwn, InOrder) = (p.SkipsOwn, p.InOrder);
    }

    /// <summary>The secret that everything is signed by from the beginning.</summary>
    public void Begin(KeptSecret secret) => Secret = secret.Sealed;

    /// <summary>Takes a new secret; for the overlap everything is signed by the one until now, too.</summary>
    public void Rotate(KeptSecret secret, TimeSpan overlap, DateTimeOffset now)
    {
        (FormerSecret, OverlapEndsAt) = overlap > TimeSpan.Zero ? (Secret, now + overlap) : ((string?)null, (DateTimeOffset?)null);
        Secret = secret.Sealed;
    }

    public void BeginReplay() => Replays++;

    /// <summary>Whether it is to be told of an event of one of its types.</summary>
    /// <param name="changed">The names of the fields that were set or changed.</param>
    public bool Wants(OutboxEvent e, IReadOnlyCollection<string> changed) =>
        (_fields.Count == 0 || _fields.Exists(f => changed.Any(c => c == f || c.StartsWith($"{f}.", StringComparison.Ordinal))))
        && !(SkipsOwn && (KeyId is { } key ? e.KeyId == key.Value : e.ActorId == OwnerId));

    /// <summary>Sends nothing from now on; a no-op for one that is disabled.</summary>
    public void Disable(WebhookDisabledReason reason, DateTimeOffset now)
    {
        if (Status == WebhookStatus.Disabled) return;
        (Status, DisabledReason, DisabledAt) = (WebhookStatus.Disabled, reason, now);
        Raise(new WebhookDisabled(Id, reason));
    }

    /// <summary>Goes on where it stopped; a no-op for one that is active.</summary>
    public void Enable()
    {
        if (Status == WebhookStatus.Active) return;
        (Status, DisabledReason, DisabledAt) = (WebhookStatus.Active, null, null);
        (FailuresInRow, FailingSince, PausedUntil) = (0, null, null);
        Raise(new WebhookEnabled(Id));
    }
}

public sealed record WebhookDisabled(Id<Webhook> WebhookId, WebhookDisabledReason Reason) : IDomainEvent;

public sealed record WebhookEnabled(Id<Webhook> WebhookId) : IDomainEvent;
