namespace Crm.Api.Common;

/// <summary>The settings that hold when nobody says otherwise, and those in files.</summary>
internal static class Defaults
{
    public static void AddDefaults(this ConfigurationManager configuration)
    {
        if (string.IsNullOrEmpty(configuration["urls"]) && string.IsNullOrEmpty(configuration["http_ports"]) && !configuration.GetSection("Kestrel:Endpoints").Exists())
            configuration["urls"] = "http://127.0.0.1:8080";
        // As secrets of containers and of systemd come: a file for each, named like the environment variable. Of a folder that cannot be read, SettingsCheck tells.
        if (configuration["Crm:SecretsFolder"] is { Length: > 0 } folder && Setting.CanRead(folder)) configuration.AddKeyPerFile(Path.GetFullPath(folder), optional: true);
    }
}
