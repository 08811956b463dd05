using Crm.Domain.Identity;
using Crm.Infrastructure.Persistence.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Infrastructure.Persistence;

public static class Migrator
{
    /// <summary>Applies the migrations that the database does not have yet, and fills the search tables with what is in none; two instances that start at once
    /// wait for each other.</summary>
    public static async Task Migrate(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CrmDb>();
        await db.Database.MigrateAsync(ct);
        await BringRolesUpToDate(db, ct);
        await Fill(db, ct);
    }

    // What a built-in role gives, this version of the system says.
    private static async Task BringRolesUpToDate(CrmDb db, CancellationToken ct)
    {
        var there = await db.Roles.Where(r => r.IsBuiltIn).ToDictionaryAsync(r => r.Id, ct);
        foreach (var role in BuiltInRoles.All)
        {
            if (there.TryGetValue(role.Id, out var known)) known.BringUpToDate(role);
            else db.Roles.Add(Role.BuiltIn(role.Id, role.Name, role.Description!, role.Permissions));
        }
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Fills the search tables with the records that are in none.</summary>
    public static Task Fill(CrmDb db, CancellationToken ct) => SearchUpkeep.Fill(db, ct);
}
