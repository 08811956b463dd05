using Crm.Domain.Common;

namespace Crm.Domain.Catalog;

internal static class ExternalIdList
{
    /// <summary>Keeps the entries that stay, so that saving doesn't delete and insert the same unique pair.</summary>
    public static void Replace(List<ExternalId> list, IEnumerable<ExternalId> next)
    {
        var wanted = next.DistinctBy(Key).ToDictionary(Key);
        list.RemoveAll(e => !wanted.ContainsKey(Key(e)));
        var kept = list.Select(Key).ToHashSet();
        list.AddRange(wanted.Values.Where(e => !kept.Contains(Key(e))).Select(e => new ExternalId(e.System, e.Value)));
    }

    private static (string System, string Value) Key(ExternalId e) => (e.System, e.Value);
}
