using Crm.Application.Common;
using Crm.Application.Operations;
using Crm.Domain.Common;
using Crm.Domain.Integration;
using FluentValidation;
using MediatR;

namespace Crm.Application.Integration.Webhooks;

/// <summary>Sends again what happened from a time on, to a receiver that has lost it. Each event keeps its webhook-id.</summary>
public sealed record ReplayWebhook : CommandOn<Webhook>, IRequest<WebhookReplayDetails>
{
    /// <summary>From when on.</summary>
    public required DateTimeOffset From { get; init; }
}

/// <param name="From">From when on is sent again.</param>
/// <param name="Round">What the deliveries have as their round.</param>
/// <param name="Deliveries">How many are sent again. What has not been sent at all yet follows as always.</param>
public sealed record WebhookReplayDetails(Id<Webhook> WebhookId, DateTimeOffset From, int Round, int Deliveries);

internal sealed class ReplayWebhookValidator : AbstractValidator<ReplayWebhook>
{
    public ReplayWebhookValidator() => RuleFor(c => (DateTimeOffset?)c.From).SensibleTime().OverridePropertyName(nameof(ReplayWebhook.From));
}

internal sealed class ReplayWebhookHandler(ICrmDb db, IWebhookDeliveries deliveries, EventSettings settings, RealTime clock) : IRequestHandler<ReplayWebhook, WebhookReplayDetails>
{
    public async Task<WebhookReplayDetails> Handle(ReplayWebhook c, CancellationToken ct)
    {
        var webhook = await db.Load(c.Id, ct);
        if (webhook.Status == WebhookStatus.Disabled) throw WebhookErrors.Disabled;
        var oldest = clock.GetUtcNow() - TimeSpan.FromDays(settings.KeepDays);
        if (c.From < oldest) throw WebhookErrors.ReplayTooOld(oldest);
        webhook.BeginReplay();
        await db.SaveChangesAsync(ct);
        return new(webhook.Id, c.From, webhook.Replays, await deliveries.Replay(webhook, c.From, ct));
    }
}
