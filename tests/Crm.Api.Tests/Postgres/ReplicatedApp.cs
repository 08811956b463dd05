using System.Globalization;
using Crm.Infrastructure.Postgres;
using Npgsql;

namespace Crm.Tests.Postgres;

/// <summary>The API over a primary and a synchronous standby of its own.</summary>
public sealed class ReplicatedApp : CrmApp
{
    private readonly Pair _pair;
    private readonly PostgresServer _server;

    public ReplicatedApp() : this(new Pair())
    {
    }

    private ReplicatedApp(Pair pair) : this(pair, PostgresServer.On(pair.StartPrimary))
    {
    }

    private ReplicatedApp(Pair pair, PostgresServer server) : base(server) => (_pair, _server) = (pair, server);

    internal Standby Standby => _pair.Standby!;

    /// <summary>Both servers, the primary first.</summary>
    protected override string ConnectionString => new NpgsqlConnectionStringBuilder(Database)
    {
        Host = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_pair.Primary!.Port},127.0.0.1:{Standby.Port}"),
    }.ConnectionString;

    public override async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        await _pair.StartStandby();
        await base.InitializeAsync();
    }

    /// <summary>Runs it on the primary, as its administrator.</summary>
    public Task<object?> OnPrimary(string sql) => Sql.RunAsync(_pair.Primary!.ConnectionStringFor("postgres"), sql);

    /// <summary>Runs it on the standby, as its administrator.</summary>
    public Task<object?> OnStandby(string sql) => Sql.RunAsync(Standby.ConnectionStringFor("postgres"), sql);

    /// <summary>Sets it for all sessions of the primary at once.</summary>
    public async Task SetOnPrimary(string setting, string value)
    {
        await OnPrimary($"ALTER SYSTEM SET {setting} = '{value}'");
        await OnPrimary("SELECT pg_reload_conf()");
        await Eventually.TrueAsync(async () => (string?)await OnPrimary($"SHOW {setting}") == value);
    }

    public ValueTask StopPrimary() => _pair.Primary!.DisposeAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
        await _pair.DisposeAsync();
    }

    private sealed class Pair : IAsyncDisposable
    {
        private readonly ServerFolder _folder = new();

        public EmbeddedPostgres? Primary { get; private set; }

        public Standby? Standby { get; private set; }

        public async Task<string> StartPrimary()
        {
            Primary = await _folder.StartAsync();
            return Primary.ConnectionStringFor("postgres");
        }

        public async Task StartStandby()
        {
            Standby = await Standby.Of(Primary!);
            await Sql.RunAsync(Primary!.ConnectionStringFor("postgres"), "ALTER SYSTEM SET synchronous_standby_names = '*'");
            await Sql.RunAsync(Primary!.ConnectionStringFor("postgres"), "SELECT pg_reload_conf()");
        }

        public async ValueTask DisposeAsync()
        {
            if (Standby is not null) await Standby.DisposeAsync();
            if (Primary is not null) await Primary.DisposeAsync();
            _folder.Dispose();
        }
    }
}
