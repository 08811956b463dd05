namespace Crm.Api.Common;

/// <summary>The settings that hold when nobody says otherwise.</summary>
internal static class Defaults
{
    public static void AddDefaults(this ConfigurationManager configuration)
    {
        if (string.IsNullOrEmpty(configuration["urls"]) && string.IsNullOrEmpty(configuration["http_ports"]) && !configuration.GetSection("Kestrel:Endpoints").Exists())
            configuration["urls"] = "http://127.0.0.1:8080";
    }
}
