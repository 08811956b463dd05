using Crm.Application.Common;
using Crm.Application.Identity.HandOvers;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Application.Identity.Territories;

/// <summary>Who looks after a new customer, as its territory says.</summary>
internal static class Assignment
{
    /// <summary>Finds the territory of a new customer and gives the customer to who looks after it, when the request named nobody; needs a transaction.</summary>
    public static async Task PutIntoTerritory(this ICrmDb db, Customer customer, Id<Territory>? named, Id<User>? by, DateTimeOffset now, CancellationToken ct)
    {
        var all = await db.RememberedAsync<Territory>(ct);
        var territory = named is { } id ? all.FirstOrDefault(t => t.Id == id) ?? throw InvalidInput.UnknownReference("/territoryId", nameof(Territory)) : Territory.For(customer, all);
        if (territory is null) return;
        customer.PutInto(territory.Id);
        if (customer.OwnerId is not null || customer.TeamId is not null) return;
        var line = territory.Line.Select(x => all.FirstOrDefault(t => t.Id.Value == x)).OfType<Territory>().ToList();
        var owner = line.Select(t => t.OwnerId).FirstOrDefault(o => o is not null);
        if (owner is { } user && !await db.IsWorker(user, ct)) owner = null;
        var team = line.Select(t => t.TeamId).FirstOrDefault(t => t is not null);
        if (team is { } chosen && !await db.HoldTeam(chosen, ct)) team = null;
        customer.Assign(owner, team, by, now);
    }

    /// <summary>Puts a customer into the territory that a request names; who looks after the customer stays.</summary>
    public static async Task MoveToTerritory(this ICrmDb db, Customer customer, Id<Territory>? territory, CancellationToken ct)
    {
        if (territory is { } id) await db.EnsureReference<Territory>(t => t.Id == id, "/territoryId", ct);
        customer.PutInto(territory);
    }
}
