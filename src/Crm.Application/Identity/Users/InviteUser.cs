using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Identity.Roles;
using Crm.Domain.Identity;
using FluentValidation;
using MediatR;

namespace Crm.Application.Identity.Users;

/// <summary>Gives somebody an account.</summary>
public sealed record InviteUser : UserInput, ITransactional, IRequest<UserDetails>
{
    /// <summary>The first password, 12 to 256 characters; it is kept as a hash only.</summary>
    public required string Password { get; init; }
}

internal sealed class InviteUserValidator : AbstractValidator<InviteUser>
{
    public InviteUserValidator() => RuleFor(c => c.Password).NewPassword();
}

internal sealed class InviteUserHandler(ICrmDb db, ICurrentUser caller, IPasswords passwords, IMapper mapper) : IRequestHandler<InviteUser, UserDetails>
{
    public async Task<UserDetails> Handle(InviteUser c, CancellationToken ct)
    {
        PasswordRules.EnsureNotAbout(c.Password, c.Email, c.Name, "/password");
        await db.EnsureRoles(caller, c.RoleIds, before: [], ct);
        var user = User.Invite(c.Email, c.Name, c.Title, c.RoleIds, passwords.Hash(c.Password));
        await db.PutUnder(user, c.ReportsToId, ct);
        if (!c.IsActive) user.Change(c.Email, c.Name, c.Title, c.RoleIds, isActive: false);
        db.Users.Add(user);
        await db.SaveLastAsync(ct);
        return mapper.Map<UserDetails>(user);
    }
}
