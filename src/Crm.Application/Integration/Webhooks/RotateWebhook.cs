using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Operations;
using Crm.Domain.Integration;
using FluentValidation;
using MediatR;

namespace Crm.Application.Integration.Webhooks;

/// <summary>Gives a webhook a new secret.</summary>
public sealed record RotateWebhook : CommandOn<Webhook>, IRequest<WebhookWithSecret>
{
    /// <summary>Hours for which is signed by the secret until now as well, 0 to 168; 24 when nothing is said.</summary>
    public int? OverlapHours { get; init; }
}

internal sealed class RotateWebhookValidator : AbstractValidator<RotateWebhook>
{
    public RotateWebhookValidator() => RuleFor(c => c.OverlapHours).Within(0, Webhook.OverlapHoursMax);
}

internal sealed class RotateWebhookHandler(ICrmDb db, IWebhookSecrets secrets, IMapper mapper, RealTime clock) : IRequestHandler<RotateWebhook, WebhookWithSecret>
{
    private const int DefaultHours = 24;

    public async Task<WebhookWithSecret> Handle(RotateWebhook c, CancellationToken ct)
    {
        var webhook = await db.Load(c.Id, ct);
        var (shown, kept) = secrets.New(webhook);
        webhook.Rotate(kept, TimeSpan.FromHours(c.OverlapHours ?? DefaultHours), clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return new(mapper.Map<WebhookDetails>(webhook), shown);
    }
}
