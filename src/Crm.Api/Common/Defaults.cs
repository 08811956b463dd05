namespace Crm.Api.Common;

/// <summary>The settings that hold when nobody says otherwise, and those in files.</summary>
internal static class Defaults
{
    public static void AddDefaults(this ConfigurationManager configuration)
    {
        if (string.IsNullOrEmpty(configuration["urls"]) && string.IsNullOrEmpty(configuration["http_ports"]) && !configuration.GetSection("Kestrel:Endpoints").Exists())
            configuration["urls"] = "http://127.0.0.1:8080";
        // As secrets of containers and of systemd come: a file for each, named like the environment variable. That the folder is there, SettingsCheck says.
        if (configuration["Crm:SecretsFolder"] is { Length: > 0 } folder && Directory.Exists(folder)) configuration.AddKeyPerFile(Path.GetFullPath(folder), optional: true);
    }
}
