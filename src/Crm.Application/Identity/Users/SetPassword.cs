using Crm.Application.Common;
using Crm.Application.Identity.Sessions;
using Crm.Application.Operations;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Users;

/// <summary>Sets the caller's own password and ends the caller's other sessions.</summary>
public sealed record SetPassword(string CurrentPassword, string NewPassword) : IRequest;

internal sealed class SetPasswordValidator : AbstractValidator<SetPassword>
{
    public SetPasswordValidator()
    {
        RuleFor(c => c.CurrentPassword).Holds(new() { MinLength = 1, MaxLength = User.PasswordMax }, p => Text.Length(p) is > 0 and <= User.PasswordMax)
            .WithErrorCode(InputErrors.PasswordLength).WithMessage($"A password has at most {User.PasswordMax} characters.");
        RuleFor(c => c.NewPassword).NewPassword();
    }
}

internal sealed class SetPasswordHandler(ICrmDb db, UnitOfWork unit, ICurrentUser caller, IClient client, IPasswords passwords, ISignInGuard guard, RealTime clock) : IRequestHandler<SetPassword>
{
    // As when signing in: guesses at the current password, by whoever holds a stolen token, are counted although they are refused.
    public async Task<Unit> Handle(SetPassword c, CancellationToken ct)
    {
        var known = await db.Users.AsNoTracking().SingleAsync(u => u.Id == caller.Id, ct);
        await guard.Admit(known.NormalizedEmail, client.Address, isKnownAddress: true, ct);
        if (await passwords.Verify(known.PasswordHash, c.CurrentPassword, ct) == PasswordCheck.Wrong)
            throw InvalidInput.At("/currentPassword", InputErrors.PasswordWrong, "This is not the current password.");
        await guard.Reset(known.NormalizedEmail, client.Address, ct);
        PasswordRules.EnsureNotAbout(c.NewPassword, known.Email, known.Name, "/newPassword");
        return await unit.Run(() => Set(known, passwords.Hash(c.NewPassword), ct), ct);
    }

    private async Task<Unit> Set(User known, string hash, CancellationToken ct)
    {
        var user = await db.Load(known.Id, ct);
        if (user.PasswordHash != known.PasswordHash) throw new ChangedMeanwhile();
        user.SetPassword(hash);
        await db.EndSessions(user.Id, SessionEnd.PasswordChanged, clock.GetUtcNow(), ct, except: caller.SessionId);
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
