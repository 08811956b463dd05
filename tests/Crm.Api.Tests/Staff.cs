using Crm.Application.Identity.Users;
using Crm.Domain.Identity;
using Crm.Infrastructure.Persistence;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests;

/// <summary>The users that every test database has: one of each role.</summary>
public static class Staff
{
    public const string Password = "correct horse battery staple";

    public static string EmailOf(UserRole role) => $"{role.ToString().ToLowerInvariant()}@crm.test";

    internal static async Task Invite(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        foreach (var role in Enum.GetValues<UserRole>())
        {
            var user = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new InviteUser { Email = EmailOf(role), Name = $"The {role}", Role = role, Password = Password });
            var (db, now) = (scope.ServiceProvider.GetRequiredService<CrmDb>(), TimeProvider.System.GetUtcNow());
            db.Sessions.Add(Session.Begin(user.Id, "Tests", null, now, now.AddYears(100)));
            await db.SaveChangesAsync();
        }
    }
}
