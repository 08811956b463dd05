using Crm.Domain.Customers.Duplicates;
using Xunit;

namespace Crm.Tests.Customers.Duplicates;

public sealed class RecallTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Of_planted_duplicates_most_are_found_and_little_else(int seed)
    {
        var set = PlantedSet.Make(seed, 6000);
        var facts = set.Entries.Select(e => MatchFacts.Of(e.ToCustomer())).ToList();
        var found = Blocked(facts).Where(p => DuplicateRule.Weigh(facts[p.Item1], facts[p.Item2]).Score >= DuplicateRule.Likely).ToHashSet();
        var right = found.Count(set.Planted.Contains);
        var (recall, precision) = (right / (double)set.Planted.Count, right / (double)found.Count);
        output.WriteLine($"{set.Entries.Count} customers, {set.Planted.Count} planted: recall {recall:P1}, precision {precision:P1}");
        foreach (var (a, b) in set.Planted.Except(found).Take(25)) output.WriteLine($"missed: {set.Entries[a]} | {set.Entries[b]} {DuplicateRule.Weigh(facts[a], facts[b])}");
        foreach (var (a, b) in found.Except(set.Planted).Take(25)) output.WriteLine($"wrong: {set.Entries[a]} | {set.Entries[b]} {DuplicateRule.Weigh(facts[a], facts[b])}");
        Assert.InRange(recall, 0.95, 1);
        Assert.InRange(precision, 0.9, 1);
    }

    private static HashSet<(int, int)> Blocked(List<MatchFacts> facts) =>
        [.. from block in facts.SelectMany((f, i) => MatchKeys.Of(f).Select(k => (Key: k, At: i))).GroupBy(x => x.Key, x => x.At)
            let members = block.ToList()
            from a in members
            from b in members
            where a < b
            select (a, b)];
}
