using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Integration;

namespace Crm.Application.Integration.Webhooks;

/// <summary>A subscription of another system, without its secret.</summary>
/// <param name="Url">Where events are sent, by POST.</param>
/// <param name="OwnerId">The user in whose name it is sent, who made it or changed it last: what this user may see, is sent.</param>
/// <param name="KeyId">The API key with which that was done, by which it is narrowed; null where there was none.</param>
/// <param name="OverlapEndsAt">Until when is also signed by the secret before the last rotation.</param>
/// <param name="FailuresInRow">How many tries in a row have failed; it changes without the version.</param>
/// <param name="FailingSince">Since when nothing has arrived; null while it does.</param>
/// <param name="PausedUntil">Until when nothing is tried, because so much has failed.</param>
public record WebhookDetails(
    Id<Webhook> Id, int Version, string Name, string Url, IReadOnlyList<string> Types, IReadOnlyList<string> Fields, bool SkipsOwn, bool InOrder, Id<User> OwnerId, Id<ApiKey>? KeyId, WebhookStatus Status,
    WebhookDisabledReason? DisabledReason, DateTimeOffset? DisabledAt, DateTimeOffset? OverlapEndsAt, int FailuresInRow, DateTimeOffset? FailingSince, DateTimeOffset? PausedUntil, DateTimeOffset? LastDeliveredAt,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt) : IPartlyVersioned
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Webhook, WebhookDetails>();
    }
}

/// <summary>A subscription with its secret, which is shown this once.</summary>
public sealed record WebhookWithSecret : WebhookDetails
{
    internal WebhookWithSecret(WebhookDetails details, string secret) : base(details) => Secret = secret;

    /// <summary>By which receivers verify what comes (Standard Webhooks): whsec_ and 32 bytes in base64. It cannot be shown again.</summary>
    public string Secret { get; }
}
