using Crm.Application.Common;
using Crm.Domain.Identity;
using FluentValidation;
using MediatR;

namespace Crm.Application.Identity.Users;

/// <summary>Sets the caller's own password.</summary>
public sealed record SetPassword(string CurrentPassword, string NewPassword) : IRequest;

internal sealed class SetPasswordValidator : AbstractValidator<SetPassword>
{
    public SetPasswordValidator()
    {
        RuleFor(c => c.CurrentPassword).Holds(new() { MinLength = 1, MaxLength = User.PasswordMax }, p => p.Length is > 0 and <= User.PasswordMax)
            .WithErrorCode(InputErrors.PasswordLength).WithMessage($"A password has at most {User.PasswordMax} characters.");
        RuleFor(c => c.NewPassword).Holds(new() { MinLength = User.PasswordMin, MaxLength = User.PasswordMax }, p => p.Length is >= User.PasswordMin and <= User.PasswordMax)
            .WithErrorCode(InputErrors.PasswordLength).WithMessage($"A password has {User.PasswordMin} to {User.PasswordMax} characters.");
    }
}

internal sealed class SetPasswordHandler(ICrmDb db, ICurrentUser caller, IPasswords passwords) : IRequestHandler<SetPassword>
{
    public async Task<Unit> Handle(SetPassword c, CancellationToken ct)
    {
        var user = await db.Load(caller.Id ?? throw new SignInRefused(), ct);
        if (!passwords.Verify(user.PasswordHash, c.CurrentPassword))
            throw InvalidInput.At("/currentPassword", InputErrors.PasswordWrong, "This is not the current password.");
        user.SetPassword(passwords.Hash(c.NewPassword));
        await db.SaveChangesAsync(ct);
        return Unit.Value;
    }
}
