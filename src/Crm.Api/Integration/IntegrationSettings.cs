using Crm.Application.Integration;

namespace Crm.Api.Integration;

internal static class IntegrationSettings
{
    public static void AddIntegrationSettings(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(configuration.GetSection("Events").Get<EventSettings>() ?? new()).AddSingleton(configuration.GetSection("Webhooks").Get<WebhookSettings>() ?? new()).AddSingleton<EventStream>();
}
