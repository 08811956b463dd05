using Crm.Domain.Identity;
using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Persistence;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Crm.Tests;

/// <summary>The API over a database of its own, one for each test class: <c>public sealed class TicketTests(CrmApp app) : IClassFixture&lt;CrmApp&gt;</c>.</summary>
public class CrmApp(PostgresServer server) : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly Dictionary<Duty, User> _staff = [];
    private readonly Dictionary<Duty, Session> _sessions = [];
    private string _database = "";

    /// <summary>The time that the app goes by; move it instead of waiting.</summary>
    public TestClock Clock { get; } = new();

    public virtual async ValueTask InitializeAsync()
    {
        _database = await server.NewDatabase();
        await Db(async db =>
        {
            var users = await db.Users.AsNoTracking().ToDictionaryAsync(u => u.Email);
            foreach (var duty in Enum.GetValues<Duty>()) _staff[duty] = users[Staff.EmailOf(duty)];
            foreach (var (role, user) in _staff) _sessions[role] = await db.Sessions.AsNoTracking().FirstAsync(s => s.UserId == user.Id);
        });
    }

    /// <summary>A client that is signed in with the role.</summary>
    public Api Api(Duty role = Duty.Administrator) => new(CreateClient(), () => Token(role));

    /// <summary>A fresh token of the role.</summary>
    public string Token(Duty role = Duty.Administrator) => Issue(Services.GetRequiredService<Tokens>(), role);

    /// <summary>A token of the role as this issuer makes it.</summary>
    public string Issue(Tokens tokens, Duty role = Duty.Administrator) => tokens.Issue(_staff[role], _sessions[role]).Token;

    /// <summary>A client of a variant of this app (<c>WithWebHostBuilder</c>), signed in as the administrator.</summary>
    public Api ApiOf(WebApplicationFactory<Program> variant) => new(variant.CreateClient(), () => Token());

    /// <summary>A client that sends this access token.</summary>
    public Api Bearing(string? token) => new(CreateClient(), () => token);

    /// <summary>A client that sends this key.</summary>
    public Api Keyed(string secret)
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Add("X-Api-Key", secret);
        return new(client, () => null);
    }

    /// <summary>A client, signed in as the administrator, that shows redirects instead of following them.</summary>
    public Api Unredirected() => new(CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false }), () => Token());

    /// <summary>A client that nobody has signed in.</summary>
    public Api Stranger() => new(CreateClient(), () => null);

    /// <summary>Builds the stories that tests begin with.</summary>
    public Given Given => new(this, Api());

    public User Member(Duty role) => _staff[role];

    /// <summary>A look into the database, for what the API does not show.</summary>
    public async Task Db(Func<CrmDb, Task> use)
    {
        await using var scope = Services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<CrmDb>());
    }

    /// <summary>The database as the role that owns its tables, for what the app itself may not do.</summary>
    public string AsOwner => server.AsOwner(_database);

    /// <summary>The database as the server's administrator, whom no right holds back.</summary>
    public string AsSuperuser => server.AsSuperuser(_database);

    /// <summary>The database as the app sees it.</summary>
    public string Database => _database;

    /// <summary>How the app connects to it.</summary>
    protected virtual string ConnectionString => _database;

    /// <summary>Comes back when so many connections to the database wait for a lock.</summary>
    public Task Waiting(int connections) => Db(async db =>
    {
        var ct = TestContext.Current.CancellationToken;
        while (await db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").SingleAsync(ct) < connections)
            ct.ThrowIfCancellationRequested();
    });

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Testing");
        builder.UseSetting("ConnectionStrings:Crm", ConnectionString);
        builder.UseSetting("Crm:Secret", "secret of the tests, at least 32 characters");
        builder.UseSetting("SignIn:PasswordIterations", "1000");   // what is slow by design would make the tests slow
        builder.UseSetting("Limits:RequestsPerMinute", "10000000");
        builder.UseSetting("Limits:ConcurrentRequests", "1000");   // the pools of tests are small, and their callers many
        builder.UseSetting("Limits:SignInsPerMinute", "10000000");
        builder.UseSetting("Limits:SurveyAnswersPerMinute", "10000000");
        builder.ConfigureLogging(l => l.ClearProviders());
        builder.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)));
    }
}

/// <summary>The real time plus what a test has moved it by.</summary>
public sealed class TestClock : TimeProvider
{
    private TimeSpan _offset;
    private DateTimeOffset? _stopped;

    public override DateTimeOffset GetUtcNow() => (_stopped ?? base.GetUtcNow()) + _offset;

    /// <summary>Lets time pass only where the test moves it, for what is said in seconds.</summary>
    public void Stop() => _stopped ??= base.GetUtcNow();

    public void Advance(TimeSpan by) => _offset += by;

    /// <summary>Stops at the instant.</summary>
    public void StopAt(DateTimeOffset at)
    {
        Stop();
        _offset += at - GetUtcNow();
    }
}
