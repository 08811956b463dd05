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
    private readonly Dictionary<UserRole, User> _staff = [];
    private string _database = "";

    /// <summary>The time that the app goes by; move it instead of waiting.</summary>
    public TestClock Clock { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _database = await server.NewDatabase();
        await Db(async db =>
        {
            foreach (var user in await db.Users.AsNoTracking().ToListAsync()) _staff[user.Role] = user;
        });
    }

    /// <summary>A client that is signed in with the role.</summary>
    public Api Api(UserRole role = UserRole.Administrator) => new(CreateClient(), () => Token(role));

    /// <summary>A fresh token of the role.</summary>
    public string Token(UserRole role = UserRole.Administrator) => Services.GetRequiredService<Tokens>().Issue(_staff[role]).Token;

    /// <summary>A client of a variant of this app (<c>WithWebHostBuilder</c>), signed in as the administrator.</summary>
    public Api ApiOf(WebApplicationFactory<Program> variant) => new(variant.CreateClient(), () => Services.GetRequiredService<Tokens>().Issue(_staff[UserRole.Administrator]).Token);

    /// <summary>A client that nobody has signed in.</summary>
    public Api Stranger() => new(CreateClient(), () => null);

    /// <summary>Builds the stories that tests begin with.</summary>
    public Given Given => new(this, Api());

    public User Member(UserRole role) => _staff[role];

    /// <summary>A look into the database, for what the API does not show.</summary>
    public async Task Db(Func<CrmDb, Task> use)
    {
        await using var scope = Services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<CrmDb>());
    }

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
        builder.UseSetting("ConnectionStrings:Crm", _database);
        builder.UseSetting("Crm:Secret", "secret of the tests, at least 32 characters");
        builder.ConfigureLogging(l => l.ClearProviders());
        builder.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)));
    }
}

/// <summary>The real time plus what a test has moved it by.</summary>
public sealed class TestClock : TimeProvider
{
    private TimeSpan _offset;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _offset;

    public void Advance(TimeSpan by) => _offset += by;
}
