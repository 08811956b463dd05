using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Postgres;

/// <summary>Installs PostgreSQL's programs where that needs no question: apt as root, Homebrew.</summary>
internal static class PostgresInstaller
{
    // Debian's package would make and start a server of its own; it is told not to, and its configuration is put back afterwards.
    private const string AptScript =
        """
        set -eu
        export DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1
        conf=/etc/postgresql-common/createcluster.conf
        stock=/usr/share/postgresql-common/createcluster.conf
        mkdir -p /etc/postgresql-common
        if [ -e "$conf" ]; then cp -p "$conf" "$conf.before"; fi
        restore() {
          if [ -e "$conf.before" ]; then mv "$conf.before" "$conf"
          elif [ -e "$stock" ]; then cp "$stock" "$conf"
          else rm -f "$conf"; fi
          rm -f "$conf.ucf-dist"
        }
        trap restore EXIT
        echo 'create_main_cluster = false' >> "$conf"
        apt-get install -y postgresql || { apt-get update && apt-get install -y postgresql; }
        """;

    // Clusters of parallel tests must not run the package manager at the same time.
    private static readonly SemaphoreSlim OneAtATime = new(1);

    private static bool _tried;

    /// <summary>True when an installation ran to its end, now or earlier in this process.</summary>
    public static async Task<bool> TryInstallAsync(ILogger log, CancellationToken ct)
    {
        await OneAtATime.WaitAsync(ct);
        try
        {
            if (_tried)
                return true;
            if (Installation() is not { } installation)
                return false;
            log.LogInformation("PostgreSQL's programs were not found; installing them: {Command}", installation.Shown);
            var result = await Command.RunAsync(installation.Program, installation.Arguments, null, ct);
            if (!result.Succeeded)
                log.LogError("Installing PostgreSQL failed: {Output}", LogTail.Of(result.Output));
            return _tried = result.Succeeded;
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    /// <summary>The one line that installs PostgreSQL on this kind of machine.</summary>
    public static string LineToType()
    {
        if (OperatingSystem.IsWindows())
            return "winget install -e --id PostgreSQL.PostgreSQL.17";
        if (OperatingSystem.IsMacOS())
            return "brew install postgresql@17";
        (string Manager, string Line)[] lines =
        [
            ("apt-get", "sudo apt-get update && sudo apt-get install -y postgresql"),
            ("dnf", "sudo dnf install -y postgresql-server postgresql-contrib"),
            ("zypper", "sudo zypper install -y postgresql-server postgresql-contrib"),
            ("pacman", "sudo pacman -S --noconfirm postgresql"),
            ("apk", "apk add postgresql postgresql-contrib"),
        ];
        return lines.FirstOrDefault(line => OnPath(line.Manager) is not null).Line
            ?? "(the package 'postgresql' of your system's package manager)";
    }

    private static (string Program, string[] Arguments, string Shown)? Installation()
    {
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && OnPath("apt-get") is not null)
            return ("/bin/sh", ["-c", AptScript], "apt-get install -y postgresql");
        if (OperatingSystem.IsMacOS() && !Environment.IsPrivilegedProcess && OnPath("brew") is { } brew)
            return (brew, ["install", "postgresql@17"], "brew install postgresql@17");
        return null;
    }

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append("/opt/homebrew/bin")
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
