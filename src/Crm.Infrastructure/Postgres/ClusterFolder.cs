using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Postgres;

/// <summary>
/// The layout of an instance's folder: <c>data</c> (PostgreSQL's own), <c>log</c>, <c>password</c>, <c>port</c>,
/// <c>settings.conf</c> and the lock.
/// </summary>
internal sealed class ClusterFolder
{
    private const string RootFallback = "/var/lib/crm";

    private const UnixFileMode Searchable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private ClusterFolder(string path, ProcessUser? user) => (Root, User) = (path, user);

    public string Root { get; }

    /// <summary>As whom PostgreSQL's programs run; null for the app's own user.</summary>
    public ProcessUser? User { get; }

    public string Data => Path.Combine(Root, "data");

    public string Password => Path.Combine(Root, "password");

    public string Port => Path.Combine(Root, "port");

    public string Settings => Path.Combine(Root, "settings.conf");

    public string Log => Path.Combine(Root, "log", "postgres.log");

    /// <summary>The PostgreSQL version that made the data, as it is written there; null when there is no data.</summary>
    public string? VersionText =>
        File.Exists(Path.Combine(Data, "PG_VERSION")) ? File.ReadAllText(Path.Combine(Data, "PG_VERSION")).Trim() : null;

    public int? Major => VersionText is not { } text
        ? null
        : int.TryParse(text.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;

    /// <summary>Makes the folder, or finds another one when PostgreSQL's user cannot get to it.</summary>
    public static async Task<ClusterFolder> PrepareAsync(string wanted, ILogger log, CancellationToken ct)
    {
        var folder = Path.GetFullPath(wanted);
        if (!ProcessUser.IsNeeded)
        {
            Directory.CreateDirectory(Path.Combine(folder, "log"));
            return new ClusterFolder(folder, null);
        }
        var fallback = Path.Combine(RootFallback, ShortHash(folder));
        var user = await ProcessUser.ChooseAsync(Path.Combine(folder, "data"), ct);
        var fallbackIsInUse = Directory.Exists(Path.Combine(fallback, "data")) && !Directory.Exists(Path.Combine(folder, "data"));
        if (!fallbackIsInUse)
            MakeSearchable(folder);
        if (fallbackIsInUse || !await user.CanEnterAsync(folder, ct))
        {
            log.LogWarning("PostgreSQL runs as '{User}', who cannot enter {Folder}; its data is kept in {Fallback}", user.Name, folder, fallback);
            folder = fallback;
            user = await ProcessUser.ChooseAsync(Path.Combine(folder, "data"), ct);
            MakeSearchable(folder);
        }
        var result = new ClusterFolder(folder, user);
        Directory.CreateDirectory(Path.Combine(folder, "log"));
        await user.TakeOverAsync(Path.Combine(folder, "log"), ct);
        return result;
    }

    /// <summary>Makes a file or folder below this one, made by the app, PostgreSQL's own.</summary>
    public Task HandOverAsync(string path, CancellationToken ct) => User?.TakeOverAsync(path, ct) ?? Task.CompletedTask;

    // A strict umask, or a temporary folder, would keep PostgreSQL's user out. What is secret has a mode of its own.
    private static void MakeSearchable(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var made = new Stack<string>();
        for (var path = folder; path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path))
            made.Push(path);
        Directory.CreateDirectory(folder);
        foreach (var path in made)
            File.SetUnixFileMode(path, Searchable);
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    private static string ShortHash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
