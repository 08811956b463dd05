using System.Text.Json;
using Crm.Application.Common;
using Crm.Application.Integration.Events;
using Crm.Domain.Common;
using Crm.Domain.Integration;

namespace Crm.Application.Integration.Webhooks;

/// <summary>What is sent of an event: type, timestamp and data, as the Standard Webhooks specification proposes.</summary>
public static class WebhookMessage
{
    /// <summary>The specification asks to stay below 20 kB; what is larger goes without its changes, which the receiver reads of the record.</summary>
    public const int MaxBytes = 20_000;

    public const string TestType = "webhook.test";

    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";
    public const string ContentType = "application/json";
    public const string UserAgent = "Crm-Webhooks/1";

    public static byte[] Of(EventDetails e)
    {
        var whole = Written(e, isTruncated: false);
        return whole.Length < MaxBytes ? whole : Written(e with { Changes = null }, isTruncated: true);
    }

    public static byte[] OfTest(Id<OutboxEvent> id, DateTimeOffset at) =>
        JsonSerializer.SerializeToUtf8Bytes(new { type = TestType, timestamp = at, data = new { id, text = "A test: if your answer is 2xx, events will arrive." } }, CrmJson.Options);

    /// <summary>The headers that are the same for every try.</summary>
    public static IReadOnlyDictionary<string, string> HeadersOf(Id<OutboxEvent> id) =>
        new Dictionary<string, string> { [IdHeader] = id.ToString(), ["content-type"] = ContentType, ["user-agent"] = UserAgent };

    private static byte[] Written(EventDetails e, bool isTruncated) => JsonSerializer.SerializeToUtf8Bytes(
        new { type = e.Type, timestamp = e.At, data = new { e.Id, e.Cursor, e.ActorId, e.KeyId, e.Channel, e.Subject, e.Changes, isTruncated, e.IsErased, e.Details } }, CrmJson.Options);
}
