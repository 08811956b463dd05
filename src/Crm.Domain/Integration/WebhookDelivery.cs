using Crm.Domain.Common;

namespace Crm.Domain.Integration;

public enum WebhookDeliveryStatus
{
    /// <summary>To be tried, or tried again.</summary>
    Pending,

    /// <summary>The receiver answered with 2xx.</summary>
    Delivered,

    /// <summary>Given up after the last try: a dead letter, which can be tried again by hand.</summary>
    Failed,

    /// <summary>Not sent, because the owner of the webhook may not see the record any more.</summary>
    Withheld,
}

public enum WebhookDeliveryCause { Event, Replay, Test }

/// <summary>That an event is to be sent to a receiver. Rows are added and changed by the dispatcher's own statements.</summary>
public sealed class WebhookDelivery
{
    private WebhookDelivery() { }

    public Id<WebhookDelivery> Id { get; private set; } = Id<WebhookDelivery>.New();
    public Id<Webhook> WebhookId { get; private set; }

    /// <summary>The event, which is the webhook-id by which receivers know it again; of a test, an id of no event.</summary>
    public Id<OutboxEvent> EventId { get; private set; }
    public string EventType { get; private set; } = "";
    public WebhookDeliveryCause Cause { get; private set; }

    /// <summary>0 for the first sending of an event, counted up by replays.</summary>
    public int Round { get; private set; }

    /// <summary>The place of the event in the feed.</summary>
    public long Position { get; private set; }
    public Guid SubjectId { get; private set; }
    public WebhookDeliveryStatus Status { get; private set; }
    public int Attempts { get; private set; }

    /// <summary>When it is tried next; null when it is over.</summary>
    public DateTimeOffset? NextAttemptAt { get; private set; }

    /// <summary>Until when an instance has it in hand.</summary>
    public DateTimeOffset? LeasedUntil { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? FinishedAt { get; private set; }
}

/// <summary>One try of a delivery, and what came back.</summary>
public sealed class WebhookAttempt
{
    public const int ErrorMax = 500;

    /// <summary>So much of the answer's body is kept, in characters.</summary>
    public const int AnswerMax = 4000;

    private WebhookAttempt() { }

    public Id<WebhookAttempt> Id { get; private set; } = Id<WebhookAttempt>.New();
    public Id<WebhookDelivery> DeliveryId { get; private set; }
    public DateTimeOffset At { get; private set; }
    public int Milliseconds { get; private set; }

    /// <summary>The status of the answer; null when there was none.</summary>
    public int? AnswerStatus { get; private set; }

    /// <summary>The beginning of the answer's body.</summary>
    public string? Answer { get; private set; }

    /// <summary>Why there was no answer, or why it does not count.</summary>
    public string? Error { get; private set; }
}

public static class WebhookErrors
{
    public static RuleBroken Disabled => new("webhook.disabled", "The webhook is disabled and sends nothing; enable it first.");

    public static RuleBroken DeliveryPending => new("webhook.delivery_pending", "The delivery is still being tried; its nextAttemptAt says when.");

    public static RuleBroken EventGone => new("webhook.event_gone", "The event is older than events are kept and cannot be sent any more.");

    public static RuleBroken ReplayTooLarge(int most) => new("webhook.replay_too_large", $"More than {most} events would be sent again; begin later, or read them from the feed.");

    /// <summary>The detail oldestAt says how far back events go.</summary>
    public static RuleBroken ReplayTooOld(DateTimeOffset oldest) =>
        new("webhook.replay_too_old", "Events are not kept from so far back; begin later.", new Dictionary<string, object?> { ["oldestAt"] = oldest });
}
