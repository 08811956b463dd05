namespace Crm.Domain.Common;

/// <summary>What another system calls a record; a (system, id) pair names at most one record of its kind.</summary>
public sealed class ExternalId
{
    public const int SystemMax = 60;
    public const int ValueMax = 120;

    /// <summary>Per record.</summary>
    public const int Most = 10;

    private ExternalId() { }

    public ExternalId(string system, string id)
    {
        System = Text.Required(system).ToLowerInvariant();
        Value = Text.Required(id);
    }

    /// <summary>The other system's name, lower case, such as "shop".</summary>
    public string System { get; private set; } = "";

    /// <summary>The record's id in that system.</summary>
    public string Value { get; private set; } = "";
}

internal static class ExternalIds
{
    /// <summary>Makes <paramref name="held"/> say what is wanted, each pair once. A pair that stays remains the same object, because a pair is its own
    /// key: removing and adding it again in one change would be a conflict.</summary>
    public static void Replace(List<ExternalId> held, IEnumerable<ExternalId> wanted)
    {
        var pairs = wanted.Select(w => (w.System, w.Value)).Distinct().ToList();
        held.RemoveAll(h => !pairs.Contains((h.System, h.Value)));
        held.AddRange(pairs.Where(p => !held.Exists(h => (h.System, h.Value) == p)).Select(p => new ExternalId(p.System, p.Value)).ToList());
    }
}

/// <summary>An aggregate that other systems know under ids of their own.</summary>
public interface IHasExternalIds
{
    IReadOnlyCollection<ExternalId> ExternalIds { get; }
}
