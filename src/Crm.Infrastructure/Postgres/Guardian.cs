using System.Diagnostics;
using System.Globalization;

namespace Crm.Infrastructure.Postgres;

/// <summary>
/// A shell that waits on a pipe which only the app holds open. When the app ends in a way that lets it do nothing more (kill -9), the pipe
/// closes, and the shell asks the postmaster for a fast shutdown. On Windows there is none: the next start finds the server and stops it.
/// </summary>
internal sealed class Guardian : IAsyncDisposable
{
    // The terminal's signals reach it together with the app, which may need the server for its last requests.
    // The number is compared with the file's once more: the server may have ended long ago, and the number be a stranger's.
    private const string Script =
        """
        trap '' HUP INT QUIT
        read -r nothing
        if [ "$(head -n 1 "$0/postmaster.pid" 2>/dev/null)" = "$1" ]; then kill -INT "$1"; fi
        """;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly Process _shell;

    private Guardian(Process shell) => _shell = shell;

    public static Guardian? Over(Postmaster postmaster, ClusterFolder folder)
    {
        if (OperatingSystem.IsWindows())
            return null;
        string[] arguments = ["-c", Script, folder.Data, postmaster.Pid.ToString(CultureInfo.InvariantCulture)];
        return new Guardian(Command.Start("/bin/sh", arguments, folder.User));
    }

    /// <summary>To be called when the server has ended: before that, it would end it.</summary>
    public async ValueTask DisposeAsync()
    {
        using (_shell)
        {
            _shell.StandardInput.Close();
            using var patience = new CancellationTokenSource(Farewell);
            try
            {
                await _shell.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _shell.Kill();
            }
        }
    }
}
