using System.Buffers.Binary;
using System.Net;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class SignInTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _stranger = app.Stranger();

    [Fact]
    public async Task Address_and_password_open_the_API_for_a_while()
    {
        var signedIn = (await _stranger.Post("/api/v1/tokens", new { email = "AGENT@crm.test", password = Staff.Password })).Ok();

        var agent = new Api(app.CreateClient(), () => (string?)signedIn["accessToken"]);
        Assert.Equal(app.Member(Duty.Agent).Id.ToString(), (await agent.Get("/api/v1/users/me")).Ok().Id);
        Assert.Equal(("Bearer", 900), ((string?)signedIn["tokenType"], (int)signedIn["expiresIn"]!));

        app.Clock.Advance(TimeSpan.FromMinutes(16));
        (await agent.Get("/api/v1/users/me")).Refused(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Theory]
    [InlineData("agent@crm.test", "wrong password")]
    [InlineData("nobody@crm.test", Staff.Password)]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_answer(string email, string password)
    {
        var refused = await _stranger.Post("/api/v1/tokens", new { email, password });

        refused.Refused(HttpStatusCode.Unauthorized, "auth.refused");
        Assert.Equal("The e-mail address or the password is wrong.", (string?)refused["detail"]);
    }

    [Fact]
    public async Task A_password_is_kept_as_a_hash_and_can_be_changed_by_its_owner()
    {
        var admin = app.Api();
        var user = (await admin.Post("/api/v1/users", new { email = "new@crm.test", name = "New", roleIds = Staff.RolesOf(Duty.Agent), password = "a first password" })).Created();
        Assert.DoesNotContain("password", user.Text, StringComparison.OrdinalIgnoreCase);
        await app.Db(async db => Assert.DoesNotContain("a first password", (await db.Users.SingleAsync(u => u.Email == "new@crm.test")).PasswordHash, StringComparison.Ordinal));

        var token = (string)(await _stranger.Post("/api/v1/tokens", new { email = "new@crm.test", password = "a first password" })).Ok()["accessToken"]!;
        var self = new Api(app.CreateClient(), () => token);
        (await self.Put("/api/v1/users/me/password", new { currentPassword = "not it", newPassword = "a second password" })).Invalid("/currentPassword", "password.wrong");
        (await self.Put("/api/v1/users/me/password", new { currentPassword = "a first password", newPassword = "short" })).Invalid("/newPassword", "password.length");
        var foxes = string.Concat(Enumerable.Repeat("\U0001F98A", User.PasswordMin - 1));   // characters count, not the units that they are kept in
        (await self.Put("/api/v1/users/me/password", new { currentPassword = "a first password", newPassword = foxes })).Invalid("/newPassword", "password.length");
        (await self.Put("/api/v1/users/me/password", new { currentPassword = "a first password", newPassword = "a second password" })).NoContent();

        (await _stranger.Post("/api/v1/tokens", new { email = "new@crm.test", password = "a first password" })).Refused(HttpStatusCode.Unauthorized, "auth.refused");
        (await _stranger.Post("/api/v1/tokens", new { email = "new@crm.test", password = "a second password" })).Ok();
    }

    [Fact]
    public async Task A_deactivated_user_cannot_sign_in()
    {
        var admin = app.Api();
        var user = (await admin.Post("/api/v1/users", new { email = "leaver@crm.test", name = "Leaver", roleIds = Staff.RolesOf(Duty.Agent), password = "a first password" })).Created();
        (await admin.Patch(user.Location!, new { isActive = false }, ("If-Match", user.ETag!))).Ok();

        (await _stranger.Post("/api/v1/tokens", new { email = "leaver@crm.test", password = "a first password" })).Refused(HttpStatusCode.Unauthorized, "auth.refused");
    }

    [Fact]
    public async Task A_password_that_is_weakly_kept_is_kept_better_after_signing_in()
    {
        var user = await app.Given.User();   // kept with the tests' few iterations
        await using var strong = app.WithWebHostBuilder(b => b.UseSetting("SignIn:PasswordIterations", "210000"));

        (await new Api(strong.CreateClient(), () => null).Post("/api/v1/tokens", new { email = (string)user["email"]!, password = Staff.Password })).Ok();

        var kept = "";
        await app.Db(async db => kept = (await db.Users.SingleAsync(u => u.Email == (string)user["email"]!)).PasswordHash);
        Assert.Equal(210_000, BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(kept).AsSpan(5)));
        await app.Given.Session(user);
        Assert.Equal(user.ETag, (await app.Given.Now(user)).ETag);
    }

    [Theory]
    [InlineData("passwordpassword")]
    [InlineData("P4ssw0rd2026!")]
    [InlineData("qwertyuiop12")]
    [InlineData("123456789012")]
    [InlineData("Dragon-Monkey-1999")]
    [InlineData("abcabcabcabc")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("crm-password-1")]
    [InlineData("Jana-is-the-best-42")]
    [InlineData("sure-bergm4nn-77x")]
    public async Task A_password_that_is_easily_guessed_is_refused(string password)
    {
        var body = new { email = "jana.bergmann@crm.test", name = "Jana Bergmann", roleIds = Staff.RolesOf(Duty.Agent), password };

        (await app.Api().Post("/api/v1/users", body)).Invalid("/password", "password.common");
    }

    [Fact]
    public async Task Nobody_shares_a_password_with_the_name_when_changing_it()
    {
        var self = await app.Given.SignedIn((await app.Api().Post("/api/v1/users", new { email = "otto@crm.test", name = "Otto Hahn", roleIds = Staff.RolesOf(Duty.Agent), password = Staff.Password })).Created());

        (await self.Put("/api/v1/users/me/password", new { currentPassword = Staff.Password, newPassword = "split atoms, otto" })).Invalid("/newPassword", "password.common");
        (await self.Put("/api/v1/users/me/password", new { currentPassword = Staff.Password, newPassword = "password password" })).Invalid("/newPassword", "password.common");
        (await self.Put("/api/v1/users/me/password", new { currentPassword = Staff.Password, newPassword = "uranium barium krypton" })).NoContent();
    }

    [Fact]
    public async Task Addresses_are_unique_and_the_last_administrator_stays()
    {
        var admin = app.Api();
        (await admin.Post("/api/v1/users", new { email = "Agent@CRM.test", name = "Twin", roleIds = Staff.RolesOf(Duty.Agent), password = "a first password" })).Conflict("user.email_taken");

        var me = (await admin.Get($"/api/v1/users/{app.Member(Duty.Administrator).Id}")).Ok();
        (await admin.Patch($"/api/v1/users/{me.Id}", new { roleIds = Staff.RolesOf(Duty.Agent) }, ("If-Match", me.ETag!))).Conflict("user.last_administrator");
        (await admin.Patch($"/api/v1/users/{me.Id}", new { roleIds = Staff.RolesOf(Duty.Agent) })).Refused(HttpStatusCode.PreconditionRequired, "precondition.required");
    }
}
