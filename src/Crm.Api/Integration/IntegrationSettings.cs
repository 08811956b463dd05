using Crm.Application.Integration;

namespace Crm.Api.Integration;

internal static class IntegrationSettings
{
    private const int MostDays = 3650;

    /// <summary>Reads the settings of events and webhooks.</summary>
    /// <exception cref="InvalidOperationException">One of them makes no sense.</exception>
    public static void AddIntegrationSettings(this IServiceCollection services, IConfiguration configuration)
    {
        var events = configuration.GetSection("Events").Get<EventSettings>() ?? new();
        var webhooks = configuration.GetSection("Webhooks").Get<WebhookSettings>() ?? new();
        Within("Events:KeepDays", events.KeepDays, 1, MostDays);
        Within("Events:StreamsPerCaller", events.StreamsPerCaller, 1, 1000);
        Within("Webhooks:KeepDays", webhooks.KeepDays, 1, MostDays);
        Within("Webhooks:TimeoutSeconds", webhooks.TimeoutSeconds, 1, 60);
        Within("Webhooks:Concurrency", webhooks.Concurrency, 1, 5000);
        foreach (var delay in webhooks.Delays) Within("Webhooks:RetryDelays", delay, 1, 7 * 86_400);
        services.AddSingleton(events).AddSingleton(webhooks).AddSingleton<EventStream>();
    }

    private static void Within(string name, int value, int least, int most)
    {
        if (value < least || value > most) throw new InvalidOperationException($"{name} must be from {least} to {most}; it is {value}.");
    }
}
