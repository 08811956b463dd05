using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Postgres;

/// <summary>
/// Makes a cluster in a folder beside its final place and renames it when it is complete, so that a start which is killed half-way leaves
/// nothing that the next one could mistake for data.
/// </summary>
internal sealed class ClusterCreation(ClusterFolder folder, PostgresPrograms programs, EmbeddedPostgresOptions options, ILogger log)
{
    private const string StagingPrefix = "data.new-";
    private const int FirstMajorWithBuiltinLocales = 17;

    /// <summary>Returns the password, of the existing cluster or of the one just made.</summary>
    public async Task<string> EnsureAsync(CancellationToken ct)
    {
        DeleteHalfMade();
        if (folder.VersionText is not null)
            return File.Exists(folder.Password)
                ? await File.ReadAllTextAsync(folder.Password, ct)
                : throw new EmbeddedPostgresException(
                    $"The password of the data in {folder.Data} is missing: put the file {folder.Password} back, or move the data away to start anew.");
        if (Directory.Exists(folder.Data))
            throw new EmbeddedPostgresException($"The folder {folder.Data} is not PostgreSQL's data, or belongs to another user. Move it away, or run the app as that user.");

        log.LogInformation("Making a PostgreSQL {Major} cluster in {Folder}", programs.Major, folder.Root);
        var password = await WritePasswordAsync(ct);
        var staging = Path.Combine(folder.Root, StagingPrefix + RandomNumberGenerator.GetHexString(8, lowercase: true));
        await InitializeAsync(staging, ct);
        IncludeSettings(staging);
        Directory.Move(staging, folder.Data);
        return password;
    }

    private void DeleteHalfMade()
    {
        foreach (var path in Directory.EnumerateDirectories(folder.Root, StagingPrefix + "*"))
        {
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (IOException stillWritten)
            {
                log.LogDebug(stillWritten, "{Path} is left for the next start: the initdb of a killed run still writes to it", path);
            }
        }
    }

    private async Task<string> WritePasswordAsync(CancellationToken ct)
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        // A file that is there already would keep its mode.
        File.Delete(folder.Password);
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var stream = new FileStream(folder.Password, file))
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(password), ct);
            stream.Flush(flushToDisk: true);
        }
        await folder.HandOverAsync(folder.Password, ct);
        return password;
    }

    private async Task InitializeAsync(string staging, CancellationToken ct)
    {
        var failures = new List<string>();
        foreach (var locale in Locales())
        {
            Directory.CreateDirectory(staging);
            await folder.HandOverAsync(staging, ct);
            string[] arguments =
            [
                "-D", staging, "-U", ClusterSettings.User, $"--pwfile={folder.Password}", "--auth=scram-sha-256", "--encoding=UTF8", .. locale,
                "--data-checksums", "--no-instructions", .. options.Throwaway ? new[] { "--no-sync" } : [],
            ];
            var result = await Command.RunAsync(programs.Initdb, arguments, folder.User, ct);
            if (result.Succeeded)
                return;
            failures.Add($"{string.Join(' ', locale)}: {LogTail.Of(result.Output)}");
            Directory.Delete(staging, recursive: true);
        }
        throw new EmbeddedPostgresException($"PostgreSQL's initdb failed in {folder.Root}:\n{string.Join("\n\n", failures)}");
    }

    // The same order of texts on every machine. Where the system has no C.UTF-8 (Windows, older macOS), newer versions bring their own;
    // the last resort, C, knows upper and lower case of ASCII letters only.
    private IEnumerable<string[]> Locales()
    {
        yield return ["--locale=C.UTF-8"];
        if (programs.Major >= FirstMajorWithBuiltinLocales)
            yield return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
        yield return ["--locale=C"];
    }

    private static void IncludeSettings(string staging)
    {
        using var file = new FileStream(Path.Combine(staging, "postgresql.conf"), FileMode.Append, FileAccess.Write);
        file.Write("\ninclude = '../settings.conf'\n"u8);
        file.Flush(flushToDisk: true);
    }
}
