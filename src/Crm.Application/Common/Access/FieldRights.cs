using System.Reflection;
using System.Text.Json;
using Crm.Domain.Identity;

namespace Crm.Application.Common.Access;

/// <summary>Marks a member of an answer that a role can hide from its users or keep them from writing. It may be null, for that is how it is hidden; words of it are not searched.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class RestrictableAttribute : Attribute;

/// <summary>The fields that a caller is not shown, or may not write.</summary>
public sealed class FieldRights
{
    public static readonly FieldRights Unlimited = new([]);

    private readonly Dictionary<(string Resource, string Field), FieldAccess> _rules;

    private FieldRights(Dictionary<(string, string), FieldAccess> rules) => _rules = rules;

    public bool IsUnlimited => _rules.Count == 0;

    /// <summary>What several roles leave: as they add up, a field is restricted when every role that shows the resource restricts it, and then as the mildest says.</summary>
    public static FieldRights Of(IReadOnlyCollection<(Permissions Permissions, IReadOnlyList<FieldRule> Rules)> roles)
    {
        Dictionary<(string, string), FieldAccess> rules = [];
        foreach (var (resource, field) in roles.SelectMany(r => r.Rules).Select(r => (r.Resource, r.Field)).Distinct())
        {
            if (Areas.OfResource(resource) is not { } area) continue;
            var showing = roles.Where(r => r.Permissions[area].Read > Level.None).Select(r => r.Rules.FirstOrDefault(x => x.Resource == resource && x.Field == field)?.Access).ToList();
            if (showing.Count > 0 && showing.TrueForAll(a => a is not null)) rules[(resource, field)] = showing.Min()!.Value;
        }
        return rules.Count == 0 ? Unlimited : new(rules);
    }

    public IReadOnlyList<FieldRule> Rules => [.. _rules.Select(r => new FieldRule(r.Key.Resource, r.Key.Field, r.Value)).OrderBy(r => r.Resource, StringComparer.Ordinal).ThenBy(r => r.Field, StringComparer.Ordinal)];

    public bool IsHidden(string resource, string field) => _rules.TryGetValue((resource, field), out var access) && access == FieldAccess.Hidden;

    public bool IsWritable(string resource, string field) => !_rules.ContainsKey((resource, field));

    /// <summary>The fields of the resource that cannot be written.</summary>
    public IEnumerable<string> LockedIn(string resource) => _rules.Keys.Where(k => k.Resource == resource).Select(k => k.Field);

    /// <summary>The members of an answer that are hidden, by their names in JSON.</summary>
    public IReadOnlyList<string> HiddenIn(Type answer)
    {
        if (IsUnlimited) return [];
        var resource = Restrictable.ResourceOf(answer);
        return [.. _rules.Where(r => r.Key.Resource == resource && r.Value == FieldAccess.Hidden).Select(r => r.Key.Field)];
    }
}

/// <summary>The fields that rules can be made for, as the answers mark them.</summary>
public static class Restrictable
{
    /// <summary>Each resource with its fields.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Fields { get; } = typeof(Restrictable).Assembly.GetTypes()
        .SelectMany(t => t.GetConstructors().SelectMany(c => c.GetParameters()).Where(p => p.GetCustomAttribute<RestrictableAttribute>() is not null)
            .Select(p => (Resource: ResourceOf(t), Field: JsonNamingPolicy.CamelCase.ConvertName(p.Name!))))
        .Distinct().GroupBy(f => f.Resource, f => f.Field).ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Order(StringComparer.Ordinal)]);

    /// <summary>What an answer or an input is about: customer for CustomerDetails, CustomerRow and CustomerInput.</summary>
    public static string ResourceOf(Type type)
    {
        var name = type.Name;
        foreach (var ending in (string[])["Details", "Row", "Input"])
            if (name.EndsWith(ending, StringComparison.Ordinal)) name = name[..^ending.Length];
        return JsonNamingPolicy.CamelCase.ConvertName(name);
    }
}
