using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Identity.Users;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity;

/// <summary>Exchanges e-mail address and password for an access token.</summary>
public sealed record SignIn(string Email, string Password) : IRequest<SignedIn>;

/// <param name="AccessToken">Send it as "Authorization: Bearer …".</param>
/// <param name="TokenType">Always Bearer.</param>
/// <param name="ExpiresIn">Seconds until the token expires.</param>
public sealed record SignedIn(string AccessToken, string TokenType, int ExpiresIn, UserDetails User);

/// <summary>Address or password is wrong, or the user is deactivated; which one, is not said (401).</summary>
public sealed class SignInRefused() : Exception("The e-mail address or the password is wrong.");

internal sealed class SignInValidator : AbstractValidator<SignIn>
{
    public SignInValidator()
    {
        RuleFor(c => c.Email).RequiredLine(EmailAddress.Max);
        RuleFor(c => c.Password).Holds(new() { MinLength = 1, MaxLength = User.PasswordMax }, p => p.Length is > 0 and <= User.PasswordMax)
            .WithErrorCode(InputErrors.PasswordLength).WithMessage($"A password has at most {User.PasswordMax} characters.");
    }
}

internal sealed class SignInHandler(ICrmDb db, IPasswords passwords, ITokens tokens, IMapper mapper) : IRequestHandler<SignIn, SignedIn>
{
    public async Task<SignedIn> Handle(SignIn c, CancellationToken ct)
    {
        var email = EmailAddress.Normalize(c.Email);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.NormalizedEmail == email, ct);
        if (!passwords.Verify(user?.PasswordHash, c.Password) || user is not { IsActive: true }) throw new SignInRefused();
        var token = tokens.Issue(user);
        return new(token.Token, "Bearer", token.ExpiresInSeconds, mapper.Map<UserDetails>(user));
    }
}
