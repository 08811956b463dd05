using System.Diagnostics;

namespace Crm.Infrastructure.Postgres;

internal sealed record CommandResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>Runs one of PostgreSQL's programs, or a small tool of the operating system, to its end.</summary>
internal static class Command
{
    // A daemon started by the program may hold the pipes open (pg_ctl on Windows): its output is not waited for longer than this.
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);

    public static async Task<CommandResult> RunAsync(
        string program, IEnumerable<string> arguments, ProcessUser? user, CancellationToken ct)
    {
        using var process = Start(program, arguments, user);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
        await Task.WhenAny(Task.WhenAll(output, errors), Task.Delay(OutputGrace, ct));
        return new CommandResult(process.ExitCode, (TextOf(errors) + TextOf(output)).Trim());
    }

    /// <summary>Starts a program with its three streams redirected; the caller disposes it.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, ProcessUser? user)
    {
        string[] line = [.. user?.Prefix ?? [], program, .. arguments];
        var info = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            // The programs insist on a readable current directory, which another user may not have here.
            WorkingDirectory = Path.GetPathRoot(Environment.CurrentDirectory)!,
        };
        // PGDATA, PGPORT and the like belong to another server that the developer uses.
        foreach (var name in info.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.Ordinal)).ToList())
            info.Environment.Remove(name);
        // Messages are compared, so they must be English; macOS's postgres also wants a valid locale here.
        info.Environment["LC_ALL"] = "C";
        return Process.Start(info) ?? throw new EmbeddedPostgresException($"{line[0]} did not start.");
    }

    private static string TextOf(Task<string> read) => read.IsCompletedSuccessfully ? read.Result : "";
}
