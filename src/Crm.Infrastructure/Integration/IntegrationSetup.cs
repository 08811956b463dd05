using Crm.Application.Integration;
using Crm.Application.Integration.Events;
using Crm.Application.Integration.Webhooks;
using Crm.Infrastructure.Persistence.Integration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Crm.Infrastructure.Integration;

internal static class IntegrationSetup
{
    public static void AddIntegration(this IServiceCollection services)
    {
        services.TryAddSingleton(new EventSettings());
        services.TryAddSingleton(new WebhookSettings());
        services.TryAddSingleton<IHostResolver, DnsResolver>();
        services.AddScoped<Outbox>().AddSingleton<IEventPlaces, EventPlaces>();
        services.AddSingleton<WebhookAddresses>().AddSingleton<IWebhookAddresses>(sp => sp.GetRequiredService<WebhookAddresses>()).AddSingleton<IWebhookSecrets, WebhookSecrets>();
        services.AddSingleton<WebhookClient>().AddSingleton<WebhookLedger>().AddSingleton<WebhookSender>();
        services.AddScoped<WebhookFanOut>().AddScoped<IWebhookDeliveries, WebhookDeliveries>();
    }
}
