using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Identity.Users;
using Crm.Application.Operations;
using Crm.Domain.Identity;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Sessions;

/// <summary>Exchanges a refresh token for a fresh access token and the next refresh token.</summary>
public sealed record RefreshSession(string RefreshToken) : IRequest<SignedIn>;

/// <summary>The refresh token is unknown or was used before, or its session is over; which one, is not said (401).</summary>
public sealed class RefreshRefused() : Exception("The refresh token is no longer good; sign in again.");

internal sealed class RefreshSessionValidator : AbstractValidator<RefreshSession>
{
    public const int Max = 100;

    public RefreshSessionValidator() => RuleFor(c => c.RefreshToken).RequiredLine(Max);
}

internal sealed class RefreshSessionHandler(ICrmDb db, UnitOfWork unit, ITokens tokens, SignInSettings settings, IMapper mapper, RealTime clock) : IRequestHandler<RefreshSession, SignedIn>
{
    // A replay ends the session, which has to be saved although the answer is a refusal: it is thrown when the transaction is through.
    public async Task<SignedIn> Handle(RefreshSession c, CancellationToken ct) => await unit.Run(() => Continue(c.RefreshToken, ct), ct) ?? throw new RefreshRefused();

    private async Task<SignedIn?> Continue(string presented, CancellationToken ct)
    {
        var hash = Secret.Hash(presented);
        var found = await db.RefreshTokens.AsNoTracking().Where(t => t.Hash == hash).Select(t => new { t.SessionId }).SingleOrDefaultAsync(ct);
        if (found is null) return null;
        await db.LockAsync([found.SessionId], ct);   // whoever comes with the same token at the same moment waits, and finds it used
        var now = clock.GetUtcNow();
        var session = await db.Sessions.SingleOrDefaultAsync(s => s.Id == found.SessionId, ct);
        var token = await db.RefreshTokens.SingleOrDefaultAsync(t => t.Hash == hash, ct);
        if (session?.IsLive(now) != true || token is null) return null;
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == session.UserId, ct);
        if (!user.IsActive) return null;
        var next = token.UsedAt is null ? await Rotate(token, presented, session, now, ct) : Again(token, presented, now);
        if (next is null) session.End(SessionEnd.TokenReplayed, now);
        await db.SaveChangesAsync(ct);
        return next is null ? null : mapper.SignedIn(tokens, user, session, next, now);
    }

    private async Task<string> Rotate(RefreshToken token, string presented, Session session, DateTimeOffset now, CancellationToken ct)
    {
        var next = Secret.New();
        foreach (var before in await db.RefreshTokens.Where(t => t.SessionId == session.Id && t.SealedNext != null).ToListAsync(ct)) before.ForgetNext();
        token.Use(Secret.Seal(next, presented), now);
        db.RefreshTokens.Add(new(Secret.Hash(next), session.Id, now));
        session.Continue(now, settings.Expiry(session.CreatedAt, now));
        return next;
    }

    // Two tabs refresh at once, or an answer was lost: for a few seconds, and until its successor was used, the same token gets the same successor. There is never
    // a second chain, so a thief and the owner still meet.
    private string? Again(RefreshToken token, string presented, DateTimeOffset now) =>
        token.SealedNext is { } kept && now - token.UsedAt <= TimeSpan.FromSeconds(settings.RefreshGraceSeconds) ? Secret.Open(kept, presented) : null;
}

internal static class SignedInAnswer
{
    public static SignedIn SignedIn(this IMapper mapper, ITokens tokens, User user, Session session, string refresh, DateTimeOffset now)
    {
        var access = tokens.Issue(user, session);
        return new(access.Token, "Bearer", access.ExpiresInSeconds, refresh, (int)(session.ExpiresAt - now).TotalSeconds, session.Id, mapper.Map<UserDetails>(user));
    }
}
