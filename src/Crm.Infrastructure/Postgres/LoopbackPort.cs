using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Crm.Infrastructure.Postgres;

/// <summary>
/// Chooses a port below the ranges that systems give to outgoing connections: there, a client that retries while the server is down
/// could be given the server's own port and connect to itself, and the server could not come back.
/// </summary>
internal static class LoopbackPort
{
    private const int First = 15432;
    private const int Count = 10000;

    public static int Choose(ClusterFolder folder, IReadOnlySet<int> except)
    {
        var start = RandomNumberGenerator.GetInt32(Count);
        return Enumerable.Range(0, Count)
            .Select(step => First + (start + step) % Count)
            .Prepend(Remembered(folder))
            .First(port => port > 0 && !except.Contains(port) && IsFree(port));
    }

    public static void Remember(ClusterFolder folder, int port) =>
        File.WriteAllText(folder.Port, port.ToString(CultureInfo.InvariantCulture));

    private static int Remembered(ClusterFolder folder) =>
        File.Exists(folder.Port) && int.TryParse(File.ReadAllText(folder.Port), CultureInfo.InvariantCulture, out var port) ? port : 0;

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
