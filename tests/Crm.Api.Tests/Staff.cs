using Crm.Application.Identity.Users;
using Crm.Domain.Identity;
using Crm.Infrastructure.Persistence;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests;

/// <summary>What the users of the tests do; by their roles they may.</summary>
public enum Duty { Agent, Manager, Administrator }

/// <summary>The users that every test database has: one of each duty.</summary>
public static class Staff
{
    public const string Password = "correct horse battery staple";

    public static string EmailOf(Duty role) => $"{role.ToString().ToLowerInvariant()}@crm.test";

    public static IReadOnlyList<Guid> RolesOf(Duty duty) => [.. Roles(duty).Select(r => r.Id.Value)];

    private static Role[] Roles(Duty duty) => duty switch
    {
        Duty.Agent => [BuiltInRoles.Sales, BuiltInRoles.Service],
        Duty.Manager => [BuiltInRoles.Manager],
        _ => [BuiltInRoles.Administrator],
    };

    internal static async Task Invite(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        foreach (var role in Enum.GetValues<Duty>())
        {
            var user = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new InviteUser { Email = EmailOf(role), Name = $"The {role}", RoleIds = [.. Roles(role).Select(r => r.Id)], Password = Password });
            var (db, now) = (scope.ServiceProvider.GetRequiredService<CrmDb>(), TimeProvider.System.GetUtcNow());
            db.Sessions.Add(Session.Begin(user.Id, "Tests", null, now, now.AddYears(100)));
            await db.SaveChangesAsync();
        }
    }
}
