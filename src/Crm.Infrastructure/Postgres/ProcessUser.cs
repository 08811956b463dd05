namespace Crm.Infrastructure.Postgres;

/// <summary>
/// The ordinary user as whom PostgreSQL's programs run when the app runs as root, which they refuse.
/// <see cref="Prefix"/> is the command that changes to that user.
/// </summary>
internal sealed record ProcessUser(string Name, string Uid, string Gid, IReadOnlyList<string> Prefix)
{
    private static readonly string[] Preferred = ["postgres", "_postgres", "nobody"];

    public static bool IsNeeded => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <param name="dataFolder">Existing data belongs to somebody already, and that user goes on with it.</param>
    /// <param name="ct">Ends the search.</param>
    public static async Task<ProcessUser> ChooseAsync(string dataFolder, CancellationToken ct)
    {
        var accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length >= 4).ToList();
        string[] account = await OwnerAsync(dataFolder, ct) is { } owner
            ? accounts.Find(fields => fields[2] == owner.Uid) ?? [owner.Uid, "", owner.Uid, owner.Gid]
            : Preferred.Select(name => accounts.Find(fields => fields[0] == name)).FirstOrDefault(fields => fields is not null)
                ?? throw new EmbeddedPostgresException(
                    "PostgreSQL refuses to run as root, and there is no user 'postgres' or 'nobody' to run it as. Run the app as an ordinary user.");
        var (user, uid, gid) = (account[0], account[2], account[3]);
        string[][] prefixes =
        [
            ["setpriv", $"--reuid={uid}", $"--regid={gid}", "--clear-groups", "--"],
            ["runuser", "-u", user, "--"],
            ["sudo", "-n", "-u", user, "--"],
            ["su", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--", user],
        ];
        foreach (var prefix in prefixes.Where(prefix => IsInstalled(prefix[0])))
        {
            var candidate = new ProcessUser(user, uid, gid, prefix);
            if ((await Command.RunAsync("/bin/sh", ["-c", "exit 0"], candidate, ct)).Succeeded)
                return candidate;
        }
        throw new EmbeddedPostgresException(
            $"PostgreSQL refuses to run as root, and changing to the user '{user}' failed (tried setpriv, runuser, sudo and su). Run the app as an ordinary user.");
    }

    public async Task<bool> CanEnterAsync(string folder, CancellationToken ct) =>
        (await Command.RunAsync("/bin/sh", ["-c", "test -x \"$0\"", folder], this, ct)).Succeeded;

    public async Task TakeOverAsync(string path, CancellationToken ct)
    {
        var result = await Command.RunAsync("chown", ["-R", $"{Uid}:{Gid}", path], null, ct);
        if (!result.Succeeded)
            throw new EmbeddedPostgresException($"{path} cannot be given to the user '{Name}' as whom PostgreSQL runs: {result.Output}");
    }

    // Null for root: data that somebody has given to root by accident goes back to the preferred user.
    private static async Task<(string Uid, string Gid)?> OwnerAsync(string path, CancellationToken ct)
    {
        if (!Directory.Exists(path))
            return null;
        var owner = await Command.RunAsync("stat", [OperatingSystem.IsMacOS() ? "-f" : "-c", "%u %g", path], null, ct);
        return owner.Succeeded && owner.Output.Split(' ') is [var uid and not "0", var gid] ? (uid, gid) : null;
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
