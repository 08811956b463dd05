using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Duplicates;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Duplicates;

/// <summary>Keeps a customer from being registered twice. Only customers that the caller sees count: a refusal because of another one would tell that it is
/// there, by its being refused alone; whoever sees both finds the pair in the report.</summary>
public sealed class DuplicateCheck(ICrmDb db, ICustomerMatches matches)
{
    /// <exception cref="Domain.Common.RuleBroken">The customer seems to be there already.</exception>
    public async Task EnsureNone(Customer customer, CancellationToken ct)
    {
        var facts = MatchFacts.Of(customer);
        var keys = MatchKeys.Of(facts);
        if (keys.Count == 0) return;
        var ids = await matches.FindAsync(keys, MatchKeys.Held(facts), ct);
        var gathered = await Together();
        var alike = gathered.Where(g => g.Keys.Overlaps(keys)).Select(g => (g.Id, g.Name, g.Facts)).ToList();
        gathered.Add(new(customer.Id, customer.Name, facts, [.. keys]));
        if (ids.Count + alike.Count == 0) return;
        var candidates = from other in ids.Count == 0 ? alike : [.. await FactsOf(ids, ct), .. alike]
                         let match = DuplicateRule.Weigh(facts, other.Facts)
                         where match.IsRefused
                         orderby match.Score descending, other.Id
                         select new DuplicateCandidate(other.Id, other.Name, match.Score, match.Reasons);
        var named = candidates.Take(CustomerErrors.MostCandidates).ToList();
        if (named.Count > 0 && !await IsKnown(customer, ct)) throw CustomerErrors.Duplicate(named);
    }

    /// <summary>For a customer that may be registered whomever it is like: the next ones may not be like it.</summary>
    public async Task Note(Customer customer)
    {
        if (!db.IsGathering) return;
        var facts = MatchFacts.Of(customer);
        (await Together()).Add(new(customer.Id, customer.Name, facts, [.. MatchKeys.Of(facts)]));
    }

    // Those that are registered together, and not saved yet.
    private Task<List<Gathered>> Together() => db.OnceAsync(typeof(Gathered), static () => Task.FromResult(new List<Gathered>()));

    // Those of a whole bulk are read once.
    private async Task<IEnumerable<(Id<Customer> Id, string Name, MatchFacts Facts)>> FactsOf(IReadOnlyList<Id<Customer>> ids, CancellationToken ct)
    {
        if (await matches.PreparedAsync() is not { } all) return await db.Customers.MatchFacts(ids, ct);
        var known = await db.OnceAsync(nameof(FactsOf), async () => (await db.Customers.MatchFacts(all, ct)).ToDictionary(f => f.Id));
        return ids.Where(known.ContainsKey).Select(id => known[id]);
    }

    private sealed record Gathered(Id<Customer> Id, string Name, MatchFacts Facts, HashSet<long> Keys);

    // What another system knows under the same id is refused for that, and an upsert then changes the one that is there.
    private async Task<bool> IsKnown(Customer customer, CancellationToken ct)
    {
        foreach (var known in customer.ExternalIds)
            if (await db.Customers.Whole().AnyAsync(c => c.ExternalIds.Any(e => e.System == known.System && e.Value == known.Value), ct)) return true;
        return false;
    }
}
