using System.Security.Cryptography;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Identity.Users;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Infrastructure.Identity;

/// <summary>Somebody has to be able to sign in to a new database.</summary>
public static class FirstAdministrator
{
    private const int PasswordBytes = 18;

    /// <summary>Invites the administrator that the settings name, when there is no user yet.</summary>
    /// <param name="password">When null, one is made and given to <paramref name="announce"/>, once.</param>
    public static async Task Ensure(IServiceProvider services, string email, string? password, Action<string> announce, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<ICrmDb>().Users.Whole().AnyAsync(ct)) return;
        var secret = password ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(PasswordBytes));
        try
        {
            await scope.ServiceProvider.GetRequiredService<IMediator>()
                .Send(new InviteUser { Email = email, Name = "Administrator", RoleIds = [BuiltInRoles.Administrator.Id], Password = secret }, ct);
        }
        catch (RuleBroken)
        {
            return;   // another instance, started at the same moment, was faster
        }
        if (password is null) announce($"The first administrator is {email} with the password {secret} (shown once; change it at PUT /api/v1/users/me/password).");
    }
}
