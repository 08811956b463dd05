using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Identity.Sessions;
using Crm.Application.Identity.Users;
using Crm.Application.Operations;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity;

/// <summary>Exchanges e-mail address and password for an access token and a refresh token: begins a session.</summary>
public sealed record SignIn(string Email, string Password) : IRequest<SignedIn>;

/// <param name="AccessToken">Send it as "Authorization: Bearer …".</param>
/// <param name="TokenType">Always Bearer.</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
/// <param name="RefreshToken">Exchange it for fresh tokens at POST /tokens/refresh before the access token expires; it is good once.</param>
/// <param name="RefreshExpiresIn">Seconds until the session is over unless it is continued.</param>
public sealed record SignedIn(string AccessToken, string TokenType, int ExpiresIn, string RefreshToken, int RefreshExpiresIn, Id<Session> SessionId, UserDetails User);

/// <summary>Address or password is wrong, or the user is deactivated; which one, is not said (401).</summary>
public sealed class SignInRefused() : Exception("The e-mail address or the password is wrong.");

internal sealed class SignInValidator : AbstractValidator<SignIn>
{
    public SignInValidator()
    {
        RuleFor(c => c.Email).RequiredLine(EmailAddress.Max);
        RuleFor(c => c.Password).Holds(new() { MinLength = 1, MaxLength = User.PasswordMax }, p => Text.Length(p) is > 0 and <= User.PasswordMax)
            .WithErrorCode(InputErrors.PasswordLength).WithMessage($"A password has at most {User.PasswordMax} characters.");
    }
}

internal sealed class SignInHandler(ICrmDb db, UnitOfWork unit, IPasswords passwords, ISignInGuard guard, IClient client, ITokens tokens, SignInSettings settings, IMapper mapper, RealTime clock)
    : IRequestHandler<SignIn, SignedIn>
{
    public async Task<SignedIn> Handle(SignIn c, CancellationToken ct)
    {
        var email = EmailAddress.Normalize(c.Email);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.NormalizedEmail == email, ct);
        // No transaction here: a failure is counted although the answer is a refusal, and nothing is held while the password is looked at.
        await guard.Admit(email, client.Address, await IsKnownAddress(user, ct), ct);
        var check = await passwords.Verify(user?.PasswordHash, c.Password, ct);
        if (check == PasswordCheck.Wrong || user is not { IsActive: true }) throw new SignInRefused();
        if (check == PasswordCheck.RightButWeaklyKept) await KeepBetter(user, c.Password, ct);
        await guard.Reset(email, client.Address, ct);
        return await unit.Run(() => Begin(user, ct), ct);
    }

    private async Task<SignedIn> Begin(User user, CancellationToken ct)
    {
        // Held, so that nobody deactivates the user or sets another password while the session begins.
        await db.HoldAsync([user.Id], ct);
        if (!await db.Users.AsNoTracking().AnyAsync(u => u.Id == user.Id && u.IsActive && (u.PasswordHash == user.PasswordHash || u.Version == user.Version), ct)) throw new SignInRefused();
        var now = clock.GetUtcNow();
        var session = Session.Begin(user.Id, client.UserAgent, client.Address, now, settings.Expiry(now, now));
        var refresh = Secret.New();
        db.Sessions.Add(session);
        db.RefreshTokens.Add(new(Secret.Hash(refresh), session.Id, now));
        await db.SaveChangesAsync(ct);
        return mapper.SignedIn(tokens, user, session, refresh, now);
    }

    private async Task<bool> IsKnownAddress(User? user, CancellationToken ct)
    {
        var (id, since) = (user?.Id ?? default, clock.GetUtcNow().AddDays(-settings.SessionDays));
        return client.Address is { } address && await db.Sessions.AnyAsync(s => s.UserId == id && s.Address == address && s.CreatedAt > since, ct);
    }

    // The password is the same: the user has not changed, and the version stays. Somebody who sets another one meanwhile wins.
    private async Task KeepBetter(User user, string password, CancellationToken ct)
    {
        var (weak, better) = (user.PasswordHash, passwords.Hash(password));
        await db.Users.Where(u => u.Id == user.Id && u.PasswordHash == weak).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, better), ct);
    }
}
