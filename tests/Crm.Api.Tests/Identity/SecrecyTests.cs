using System.Collections.Concurrent;
using System.Net;
using Crm.Tests.Audit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Crm.Tests.Identity;

/// <summary>No secret in a log, in a refusal or in the database, and no personal data in a log.</summary>
public sealed class SecrecyTests(CrmApp app) : IClassFixture<CrmApp>
{
    private const string Password = "Gannet-Orchid-Tundra-77";
    private const string NewPassword = "Puffin-Saffron-Delta-88";
    private const string WrongPassword = "Walrus-Pepper-Canyon-99";

    [Fact]
    public async Task Secrets_and_persons_leave_no_trace()
    {
        using var lines = new Lines();
        await using var spoken = app.WithWebHostBuilder(b => b.ConfigureLogging(l => l.AddProvider(lines).AddFilter("Crm", LogLevel.Trace)));
        var (admin, stranger) = (app.ApiOf(spoken), new Api(spoken.CreateClient(), () => null));
        var refusals = new List<Answer>();
        List<string> secrets = [Password, NewPassword, WrongPassword];

        var user = (await admin.Post("/api/v1/users", new { email = "planted.colleague@crm.test", name = "Colleague", roleIds = Staff.RolesOf(Duty.Agent), password = Password })).Created();
        refusals.Add((await stranger.Post("/api/v1/tokens", new { email = "planted.colleague@crm.test", password = WrongPassword })).Refused(HttpStatusCode.Unauthorized, "auth.refused"));
        refusals.Add(await stranger.Post("/api/v1/tokens", new { email = "planted.colleague@crm.test", password = WrongPassword, remember = Password }));
        refusals.Add(await stranger.Post("/api/v1/tokens", new { email = "planted.colleague@crm.test", password = new[] { Password } }));
        refusals.Add(await stranger.Get($"/api/v1/users/me?access_token={WrongPassword}"));
        var tokens = (await stranger.Post("/api/v1/tokens", new { email = "planted.colleague@crm.test", password = Password })).Ok();
        var (access, refresh) = ((string)tokens["accessToken"]!, (string)tokens["refreshToken"]!);
        var renewed = (await stranger.Post("/api/v1/tokens/refresh", new { refreshToken = refresh })).Ok();
        refusals.Add(await stranger.Get("/api/v1/users/me", ("Authorization", $"Bearer {access}x")));
        refusals.Add(await admin.Post("/api/v1/users", new { email = "another@crm.test", name = "Another", roleIds = Array.Empty<string>(), password = "password" }));
        secrets.AddRange([access, refresh, (string)renewed["accessToken"]!, (string)renewed["refreshToken"]!]);
        var mine = new Api(spoken.CreateClient(), () => (string)renewed["accessToken"]!);
        refusals.Add(await mine.Put("/api/v1/users/me/password", new { currentPassword = WrongPassword, newPassword = NewPassword }));
        (await mine.Put("/api/v1/users/me/password", new { currentPassword = Password, newPassword = NewPassword })).NoContent();
        app.Clock.Advance(TimeSpan.FromMinutes(1));   // until then it would count as the repetition of a request whose answer was lost
        refusals.Add(await stranger.Post("/api/v1/tokens/refresh", new { refreshToken = refresh }));
        var key = (await admin.Post("/api/v1/api-keys", new { name = "Planted", userId = user.Id, scopes = new[] { "customers:read" } })).Created();
        secrets.Add((string)key["secret"]!);
        (await stranger.Get("/api/v1/customers", ("X-Api-Key", (string)key["secret"]!))).Ok();
        refusals.Add(await stranger.Get("/api/v1/customers", ("X-Api-Key", $"{(string)key["secret"]!}x")));
        (await admin.Delete($"/api/v1/api-keys/{key.Id}", ("If-Match", "*"))).NoContent();
        refusals.Add(await stranger.Get("/api/v1/customers", ("X-Api-Key", (string)key["secret"]!)));

        var planted = new Planted(app.Given, admin);
        var person = await planted.Person();
        var contact = await planted.Contact(person.Id);
        await planted.Orders(person.Id, contact.Id);
        await planted.Ticket(person.Id, contact.Id);
        (await admin.Get($"/api/v1/customers?q={planted.Texts[1]}")).Ok();
        await admin.Get($"/api/v1/customers?email={planted.Texts[1]}&nonsense={planted.Texts[1]}");
        await admin.Post("/api/v1/customers", new { kind = "person", name = planted.Texts[1], familyName = 7 });
        await Broken(admin, planted);

        Assert.DoesNotContain(secrets, s => refusals.Any(r => r.Text.Contains(s, StringComparison.Ordinal)));
        Assert.All(refusals, r => Assert.InRange((int)r.Status, 400, 499));
        var log = string.Join("\n", lines.Written);
        Assert.Contains("Unhandled failure of POST /api/v1/customers", log, StringComparison.Ordinal);   // it was listened to
        Assert.DoesNotContain(secrets.Append("planted.colleague").Concat(planted.Texts), s => log.Contains(s, StringComparison.OrdinalIgnoreCase));
        var dump = await Planted.Dump(app);
        Assert.Contains("planted.colleague", dump, StringComparison.Ordinal);
        Assert.DoesNotContain(secrets, s => dump.Contains(s, StringComparison.Ordinal) || dump.Contains(s[(s.LastIndexOf('.') + 1)..], StringComparison.Ordinal));
    }

    // The database refuses a row for a reason that nobody has foreseen, and tells the row.
    private async Task Broken(Api admin, Planted planted)
    {
        await app.Tamper("""
            CREATE FUNCTION unforeseen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'unforeseen' USING ERRCODE = 'XX000', DETAIL = 'Failing row contains (' || NEW.name || ').'; END $$;
            CREATE TRIGGER unforeseen BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION unforeseen()
            """);
        var answer = (await admin.Post("/api/v1/customers", new { kind = "organization", name = planted.New("broken") })).Refused(HttpStatusCode.InternalServerError, "internal");
        Assert.DoesNotContain(planted.Texts[^1], answer.Text, StringComparison.Ordinal);
        await app.Tamper("DROP FUNCTION unforeseen CASCADE");
    }

    private sealed class Lines : ILoggerProvider
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Writer(Written, categoryName);

        public void Dispose() { }

        private sealed class Writer(ConcurrentQueue<string> lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

            public bool IsEnabled(LogLevel level) => true;

            public void Log<TState>(LogLevel level, EventId id, TState state, Exception? error, Func<TState, Exception?, string> format) =>
                lines.Enqueue($"{level} {category} {format(state, error)} {string.Join(' ', state as IEnumerable<KeyValuePair<string, object?>> ?? [])} {error}");
        }
    }
}
