using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Crm.Tests.Postgres;

/// <summary>Stands between the app and its database, and passes on what each says to the other; while it is silent, nothing. Then the server is as one that was stopped (<c>SIGSTOP</c>): the machine takes connections, and nobody answers.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _lines = [];
    private readonly ConcurrentDictionary<TcpClient, bool> _callers = [];
    private readonly string _host;
    private readonly int _port;
    private readonly Task _taking;
    private volatile TaskCompletionSource _speaking = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Relay(string host, int port)
    {
        (_host, _port) = (host, port);
        _speaking.SetResult();
        _listener.Start();
        _taking = Take();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void FallSilent() => _speaking = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Speak() => _speaking.TrySetResult();

    /// <summary>Resets all connections there are, as when the server's machine loses power: what is written next, fails.</summary>
    public void BreakOff()
    {
        foreach (var caller in _callers.Keys)
        {
            if (!_callers.TryRemove(caller, out _)) continue;   // it has hung up
            caller.LingerState = new(enable: true, seconds: 0);
            caller.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await Task.WhenAll([_taking, .. _lines]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task Take()
    {
        while (true) _lines.Add(Join(await _listener.AcceptTcpClientAsync(_end.Token)));
    }

    private async Task Join(TcpClient caller)
    {
        _callers[caller] = true;
        using var server = new TcpClient();
        using (caller)
        {
            await server.ConnectAsync(_host, _port, _end.Token);
            await Task.WhenAny(Pass(caller.GetStream(), server.GetStream()), Pass(server.GetStream(), caller.GetStream()));
            _callers.TryRemove(caller, out _);
        }
    }

    private async Task Pass(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, _end.Token) is > 0 and var read)
        {
            await _speaking.Task.WaitAsync(_end.Token);
            await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }
    }
}
