using System.Net;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class ApiKeyTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _admin = app.Api();
    private readonly Api _stranger = app.Stranger();

    [Fact]
    public async Task A_key_opens_the_API_in_the_name_of_its_user()
    {
        var user = await app.Given.User();
        var key = await app.Given.Key(user);

        Assert.Equal(user.Id, (await Me(Secret(key))).Ok().Id);
        (await _stranger.Get("/api/v1/api-keys", ("X-Api-Key", Secret(key)))).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await _stranger.Delete("/api/v1/sessions/current", ("X-Api-Key", Secret(key)))).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");   // there is none
    }

    [Fact]
    public async Task The_secret_is_shown_once_and_kept_as_a_hash()
    {
        var key = (await _admin.Post("/api/v1/api-keys", new { name = "Shop", userId = (await app.Given.User()).Id, scopes = new[] { "orders:create" } }, (Api.IdempotencyKey, Guid.NewGuid().ToString()))).Created();
        var secret = Secret(key);
        Assert.Equal($"crm_{key["prefix"]}_", secret[..13]);

        foreach (var later in new[] { await _admin.Get(key.Location!), await _admin.Get("/api/v1/api-keys"), await _admin.Post("/api/v1/api-keys/search", new { }) })
        {
            Assert.DoesNotContain(secret[13..], later.Ok().Text, StringComparison.Ordinal);
            Assert.DoesNotContain("ecret", later.Text, StringComparison.Ordinal);
        }
        await app.Db(async db =>
        {
            var tables = string.Join(" UNION ALL ", db.Model.GetEntityTypes().Select(t => t.GetTableName()).OfType<string>().Distinct().Select(t => $"SELECT t::text AS \"Value\" FROM {t} t"));
            Assert.DoesNotContain(await db.Database.SqlQueryRaw<string>(tables).ToListAsync(), row => row.Contains(secret[13..], StringComparison.Ordinal));
            Assert.Equal(0, await db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM idempotency_keys").SingleAsync());
        });
    }

    [Fact]
    public async Task What_is_no_good_key_is_refused()
    {
        var secret = Secret(await app.Given.Key());
        var other = Secret(await app.Given.Key());
        string[] bad = ["nonsense", "crm_", secret[..^1], secret[..^1] + (secret[^1] == '0' ? '1' : '0'), $"{other[..13]}{secret[13..]}", secret.ToUpperInvariant(), $"{secret} ".PadRight(200, 'x')];

        foreach (var key in bad) (await Me(key)).Refused(HttpStatusCode.Unauthorized, "auth.required");
        (await _admin.Get("/api/v1/users/me", ("X-Api-Key", bad[0]))).Refused(HttpStatusCode.Unauthorized, "auth.required");   // a good token beside it does not help
        (await Me(secret)).Ok();
    }

    [Fact]
    public async Task A_key_ends_when_it_expires_is_revoked_or_its_user_is_deactivated()
    {
        var user = await app.Given.User();
        var (expiring, revoked, orphaned) = (await app.Given.Key(expiresAt: app.Clock.GetUtcNow().AddHours(1)), await app.Given.Key(), await app.Given.Key(user));
        foreach (var key in new[] { expiring, revoked, orphaned }) (await Me(Secret(key))).Ok();

        app.Clock.Advance(TimeSpan.FromHours(1));
        (await _admin.Delete(revoked.Location!)).NoContent();
        var gone = (await _admin.Patch(user.Location!, new { isActive = false }, ("If-Match", user.ETag!))).Ok();

        foreach (var key in new[] { expiring, revoked, orphaned }) (await Me(Secret(key))).Refused(HttpStatusCode.Unauthorized, "auth.required");
        (await _admin.Delete(revoked.Location!)).NotFound();
        (await _admin.Get(revoked.Location!)).NotFound();
        Assert.NotNull((await _admin.Get("/api/v1/api-keys?limit=200")).Ok()["data"]!.AsArray().Single(k => (string?)k!["id"] == revoked.Id)!["revokedAt"]);
        (await _admin.Post($"{revoked.Location}/rotation", new { })).Conflict("api_key.revoked");
        (await _admin.Patch(user.Location!, new { isActive = true }, ("If-Match", gone.ETag!))).Ok();
        (await Me(Secret(orphaned))).Refused(HttpStatusCode.Unauthorized, "auth.required");   // it does not come back with the user
    }

    [Fact]
    public async Task Rotation_leaves_the_old_secret_good_until_the_overlap_ends()
    {
        var first = await app.Given.Key();

        var second = (await _admin.Post($"{first.Location}/rotation", new { overlapHours = 24 })).Ok();
        Assert.Equal((string?)first["prefix"], (string?)second["prefix"]);
        foreach (var secret in new[] { Secret(first), Secret(second) }) (await Me(secret)).Ok();
        app.Clock.Advance(TimeSpan.FromHours(25));
        (await Me(Secret(first))).Refused(HttpStatusCode.Unauthorized, "auth.required");
        (await Me(Secret(second))).Ok();

        var third = (await _admin.Post($"{first.Location}/rotation", new { })).Ok();
        (await Me(Secret(second))).Refused(HttpStatusCode.Unauthorized, "auth.required");
        (await Me(Secret(third))).Ok();
        (await _admin.Post($"{first.Location}/rotation", new { overlapHours = 169 })).Invalid("/overlapHours");
    }

    [Fact]
    public async Task Rotations_at_the_same_moment_leave_one_new_secret_and_the_one_before_it()
    {
        var first = await app.Given.Key();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _admin.Post($"{first.Location}/rotation", new { overlapHours = 1 })));

        var good = 0;
        foreach (var answer in answers.Append(first))
            if ((await Me(Secret(answer))).Status == HttpStatusCode.OK) good++;
        Assert.Equal(2, good);
    }

    [Fact]
    public async Task Its_use_is_noted_once_a_minute_and_leaves_its_version_alone()
    {
        var key = await app.Given.Key();
        Assert.Null(key["lastUsedAt"]);
        app.Clock.Stop();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Me(Secret(key))));
        var first = (await _admin.Get(key.Location!)).Ok();
        app.Clock.Advance(TimeSpan.FromSeconds(59));
        await Me(Secret(key));
        var same = (await _admin.Get(key.Location!)).Ok();
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await Me(Secret(key));
        var later = (await _admin.Get(key.Location!)).Ok();

        Assert.Equal((string?)first["lastUsedAt"], (string?)same["lastUsedAt"]);
        Assert.NotEqual((string?)first["lastUsedAt"], (string?)later["lastUsedAt"]);
        Assert.Equal(key.ETag, later.ETag);
    }

    [Fact]
    public async Task A_key_does_what_its_scopes_say_to_its_customers_only()
    {
        var (customer, other) = (await app.Given.Customer(), await app.Given.Customer());
        var limited = app.Keyed(Secret(await app.Given.Key(customerIds: [customer.Id])));
        var free = app.Keyed(Secret(await app.Given.Key()));

        Assert.Equal(customer.Id, (string?)Assert.Single((await limited.Get("/api/v1/customers")).Ok()["data"]!.AsArray())!["id"]);
        (await limited.Get(customer.Location!)).Ok();
        (await limited.Get(other.Location!)).NotFound();
        (await free.Get(other.Location!)).Ok();
        foreach (var key in new[] { limited, free })
        {
            (await key.Get("/api/v1/orders")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
            (await key.Patch(customer.Location!, new { notes = "x" })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
            (await key.Put("/api/v1/users/me/password", new { currentPassword = Staff.Password, newPassword = "an entirely new secret" })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        }
    }

    [Fact]
    public async Task Name_scopes_customers_and_expiry_can_be_changed()
    {
        var customer = await app.Given.Customer();
        var key = await app.Given.Key();

        var changed = (await _admin.Patch(key.Location!, new { name = "Mail order", scopes = new[] { "products:read" }, customerIds = new[] { customer.Id }, expiresAt = app.Clock.GetUtcNow().AddDays(90) }, ("If-Match", key.ETag!))).Ok();
        Assert.Equal(("Mail order", customer.Id), ((string?)changed["name"], (string?)changed["customerIds", 0]));
        Assert.Equal(changed.Text, (await _admin.Get(key.Location!)).Ok().Text);

        var free = (await _admin.Patch(key.Location!, new { customerIds = (string[]?)null }, ("If-Match", changed.ETag!))).Ok();
        Assert.Null(free["customerIds"]);
        Assert.Equal(free.Text, (await _admin.Get(key.Location!)).Ok().Text);
        var none = (await _admin.Patch(key.Location!, new { customerIds = Array.Empty<string>() }, ("If-Match", free.ETag!))).Ok();
        Assert.Empty(none["customerIds"]!.AsArray());   // sees no customer, which is not the same
        Assert.Equal(none.Text, (await _admin.Get(key.Location!)).Ok().Text);
        free = none;
        (await _admin.Patch(key.Location!, new { name = "Stale" }, ("If-Match", key.ETag!))).Refused(HttpStatusCode.PreconditionFailed, "precondition.stale");
        (await _admin.Patch(key.Location!, new { secretHash = "0" }, ("If-Match", free.ETag!))).Invalid("/secretHash", "member.unknown");
    }

    [Fact]
    public async Task What_a_key_cannot_be_is_refused()
    {
        var user = await app.Given.User();
        (await Create(new { name = "", userId = user.Id, scopes = new[] { "customers:read" } })).Invalid("/name");
        (await Create(new { name = "K", userId = Guid.CreateVersion7(), scopes = new[] { "customers:read" } })).Invalid("/userId", "reference.unknown");
        foreach (var scope in new[] { "customers", "customers:everything", "Customers:Read", "customers:0", "0:0", "customers:read:all" })
            (await Create(new { name = "K", userId = user.Id, scopes = new[] { scope } })).Invalid("/scopes/0", "scope.unknown");
        (await Create(new { name = "K", userId = user.Id, scopes = Array.Empty<string>() })).Invalid("/scopes");
        (await Create(new { name = "K", userId = user.Id, scopes = new[] { "orders:read" }, customerIds = new[] { Guid.CreateVersion7() } })).Invalid("/customerIds/0", "reference.unknown");
        (await Create(new { name = "K", userId = user.Id, scopes = new[] { "orders:read" }, expiresAt = app.Clock.GetUtcNow().AddSeconds(-1) })).Invalid("/expiresAt", "time.passed");
        (await app.Api(Duty.Manager).Post("/api/v1/api-keys", new { name = "K", userId = user.Id, scopes = new[] { "orders:read" } })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await _stranger.Get("/api/v1/api-keys")).Refused(HttpStatusCode.Unauthorized, "auth.required");

        Task<Answer> Create(object body) => _admin.Post("/api/v1/api-keys", body);
    }

    private Task<Answer> Me(string secret) => _stranger.Get("/api/v1/users/me", ("X-Api-Key", secret));

    private static string Secret(Answer key) => (string)key["secret"]!;
}
