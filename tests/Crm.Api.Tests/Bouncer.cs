using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Crm.Tests;

/// <summary>PgBouncer in transaction mode before a server: each transaction may have another of its connections, so nothing may live in a session.</summary>
internal sealed class Bouncer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crm-bouncer-");
    private readonly Process _process;

    private Bouncer(NpgsqlConnectionStringBuilder server, string role, string password)
    {
        Port = FreePort();
        if (!OperatingSystem.IsWindows()) _folder.UnixFileMode |= UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        var (users, settings) = (Path.Combine(_folder.FullName, "users"), Path.Combine(_folder.FullName, "settings"));
        File.WriteAllText(users, $"\"{role}\" \"{password}\"\n");
        File.WriteAllText(settings, string.Create(CultureInfo.InvariantCulture,
            $"""
             [databases]
             * = host={server.Host} port={server.Port}
             [pgbouncer]
             listen_addr = 127.0.0.1
             listen_port = {Port}
             unix_socket_dir =
             auth_type = scram-sha-256
             auth_file = {users}
             pool_mode = transaction
             max_client_conn = 2000
             default_pool_size = 45
             server_idle_timeout = 5
             ignore_startup_parameters = extra_float_digits

             """));
        string[] asOther = Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? ["-u", "nobody"] : [];   // it refuses to run as root
        _process = Process.Start(new ProcessStartInfo("pgbouncer", ["-q", .. asOther, settings])) ?? throw new InvalidOperationException("pgbouncer did not start.");
    }

    public int Port { get; }

    public static async Task<Bouncer> Start(string server, string role, string password)
    {
        var bouncer = new Bouncer(new(server), role, password);
        while (!bouncer._process.HasExited)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, bouncer.Port);
                return bouncer;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }
        throw new InvalidOperationException("pgbouncer ended at once; what it said is on the standard error.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
