using Crm.Api.Audit;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Integration.Webhooks;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Integration;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Integration;

internal static class WebhookEndpoints
{
    public static void MapWebhooks(this RouteGroupBuilder v1)
    {
        var webhooks = v1.MapGroup("/webhooks").WithTags("Webhooks");

        webhooks.MapGet("/", Task<ListPage<WebhookDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListWebhooks(query.Request), ct))
            .Needs(Area.Settings, Act.Manage).Describe("listWebhooks", "List webhooks").Lists(ListWebhooks.Spec);

        webhooks.MapSearch(Area.Settings, ListWebhooks.Spec, list => new ListWebhooks(list), "webhooks", act: Act.Manage);

        webhooks.MapPost("/", Task<Created<WebhookWithSecret>> (CreateWebhook body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("webhooks", w => w.Id))
            .Needs(Area.Settings, Act.Manage).Describe("createWebhook", "Subscribe to events",
                "From now on, events of the types are sent to the address by POST, signed as the Standard Webhooks specification says, until an answer of 2xx: ten times over about three days. What is sent is what you may see, so long as you may. "
                + "The answer shows the secret, this once. It takes no Idempotency-Key, because answers with a secret are not kept.")
            .KeepNoAnswer().Example("""{"name":"ERP","url":"https://erp.example.com/hooks/crm","types":["order.*","customer.changed"]}""");

        webhooks.MapGet("/{id}", Task<WebhookDetails> (Id<Webhook> id, IMediator send, CancellationToken ct) => send.Send(new GetWebhook(id), ct))
            .Needs(Area.Settings, Act.Manage).Describe("getWebhook", "Read a webhook").ProducesProblem(404).Reads(ListWebhooks.Spec);

        webhooks.MapPatch("/{id}", Task<WebhookDetails> (Id<Webhook> id, MergePatch<WebhookInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeWebhook(body) { Id = id }, ct))
            .Needs(Area.Settings, Act.Manage).Describe("changeWebhook", "Change a webhook", "Name, address, types and fields; the secret stays. What waits to be sent goes to the new address, and from now on in your name: what you may see.").MayConflict();

        webhooks.MapPost("/{id}/rotation", Task<WebhookWithSecret> (Id<Webhook> id, RotateWebhook body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Settings, Act.Manage).Describe("rotateWebhook", "Give a webhook a new secret", "The answer shows the new secret, this once. For the overlap each delivery has two signatures, one by each secret, so that the receiver can be changed over without a gap.")
            .MayConflict().KeepNoAnswer().Example("""{"overlapHours":24}""");

        webhooks.MapPut("/{id}/deactivation", Task<WebhookDetails> (Id<Webhook> id, IMediator send, CancellationToken ct) => send.Send(new DisableWebhook { Id = id }, ct))
            .Needs(Area.Settings, Act.Manage).Describe("disableWebhook", "Disable a webhook", "Nothing is sent until it is enabled again.").MayConflict();

        webhooks.MapPut("/{id}/activation", Task<WebhookDetails> (Id<Webhook> id, IMediator send, CancellationToken ct) => send.Send(new EnableWebhook { Id = id }, ct))
            .Needs(Area.Settings, Act.Manage).Describe("enableWebhook", "Enable a webhook", "It goes on where it stopped: what happened meanwhile is sent, as far back as events are kept.").MayConflict();

        webhooks.MapPost("/{id}/tests", Task<WebhookDeliveryDetails> (Id<Webhook> id, IMediator send, CancellationToken ct) => send.Send(new TestWebhook(id), ct))
            .Needs(Area.Settings, Act.Manage).Describe("testWebhook", "Send a test message", "Calls the receiver once, at once, with a message of the type webhook.test, and shows what came back.").ProducesProblem(404).KeepNoAnswer();

        webhooks.MapPost("/{id}/replays", Task<WebhookReplayDetails> (Id<Webhook> id, ReplayWebhook body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Settings, Act.Manage).Describe("replayWebhook", "Send events again from a time on", "For a receiver that has lost what it got. Each event keeps its webhook-id, so one that still knows it can leave it out.")
            .MayConflict().Example("""{"from":"2026-11-20T00:00:00Z"}""");

        webhooks.MapArchiving<Webhook>(Area.Settings, "webhook", Act.Manage);
        webhooks.MapAuditEntries<Webhook>(Area.Settings, "webhook");
        MapDeliveries(webhooks);
    }

    private static void MapDeliveries(RouteGroupBuilder webhooks)
    {
        webhooks.MapGet("/{id}/deliveries", Task<ListPage<WebhookDeliveryRow>> (Id<Webhook> id, ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListWebhookDeliveries(query.Where("webhookId", id), id), ct))
            .Needs(Area.Settings, Act.Manage).Describe("listWebhookDeliveries", "List the deliveries of a webhook", "Lists what was sent and what is to be sent, the newest first. Those with the status failed are given up, and can be tried again.")
            .Lists(ListWebhookDeliveries.Spec).ProducesProblem(404);

        webhooks.MapGet("/{id}/deliveries/{deliveryId}", Task<WebhookDeliveryDetails> (Id<Webhook> id, Id<WebhookDelivery> deliveryId, IMediator send, CancellationToken ct) => send.Send(new GetWebhookDelivery(id, deliveryId), ct))
            .Needs(Area.Settings, Act.Manage).Describe("getWebhookDelivery", "Read a delivery with its tries", "What is sent, and what came back of each try.").ProducesProblem(404);

        webhooks.MapPost("/{id}/deliveries/{deliveryId}/retries", Task<WebhookDeliveryRow> (Id<Webhook> id, Id<WebhookDelivery> deliveryId, IMediator send, CancellationToken ct) =>
                send.Send(new RetryWebhookDelivery(deliveryId) { Id = id }, ct))
            .Needs(Area.Settings, Act.Manage).Describe("retryWebhookDelivery", "Send a delivery again", "One that is over is sent again as soon as possible, with all its tries.").MayConflict();
    }
}
