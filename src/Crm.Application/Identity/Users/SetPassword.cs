using Crm.Application.Common;
using Crm.Application.Identity.Sessions;
using Crm.Domain.Identity;
using FluentValidation;
using MediatR;

namespace Crm.Application.Identity.Users;

/// <summary>Sets the caller's own password and ends the caller's other sessions.</summary>
public sealed record SetPassword(string CurrentPassword, string NewPassword) : IRequest, ITransactional;

internal sealed class SetPasswordValidator : AbstractValidator<SetPassword>
{
    public SetPasswordValidator()
    {
        RuleFor(c => c.CurrentPassword).Holds(new() { MinLength = 1, MaxLength = User.PasswordMax }, p => p.Length is > 0 and <= User.PasswordMax)
            .WithErrorCode(InputErrors.PasswordLength).WithMessage($"A password has at most {User.PasswordMax} characters.");
        RuleFor(c => c.NewPassword).NewPassword();
    }
}

internal sealed class SetPasswordHandler(ICrmDb db, ICurrentUser caller, IPasswords passwords, TimeProvider clock) : IRequestHandler<SetPassword>
{
    public async Task<Unit> Handle(SetPassword c, CancellationToken ct)
    {
        var user = await db.Load(caller.Id ?? throw new SignInRefused(), ct);
        if (passwords.Verify(user.PasswordHash, c.CurrentPassword) == PasswordCheck.Wrong)
            throw InvalidInput.At("/currentPassword", InputErrors.PasswordWrong, "This is not the current password.");
        PasswordRules.EnsureNotAbout(c.NewPassword, user.Email, user.Name, "/newPassword");
        user.SetPassword(passwords.Hash(c.NewPassword));
        await db.EndSessions(user.Id, SessionEnd.PasswordChanged, clock.GetUtcNow(), ct, except: caller.SessionId);
        await db.SaveChangesAsync(ct);
        return Unit.Value;
    }
}
