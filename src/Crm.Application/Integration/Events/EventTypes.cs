using System.Reflection;
using System.Text.Json;
using Crm.Application.Audit;
using Crm.Application.Common.Access;
using Crm.Domain.Audit;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Integration;

namespace Crm.Application.Integration.Events;

/// <summary>A type of event.</summary>
/// <param name="Type">Such as order.placed.</param>
/// <param name="Kind">The kind of record that it is about, such as order.</param>
/// <param name="Area">Whoever may do <paramref name="Act"/> in this area is told.</param>
public sealed record EventType(string Type, string Kind, Area Area, Act Act)
{
    internal bool IsFor(CallerAccess access) => access.May(Area, Act);
}

/// <summary>All that partners are told of, found in the domain: what becomes of every kind of record that belongs to an area, and the events that aggregates raise.</summary>
public static class EventTypes
{
    private static readonly Dictionary<string, Type> Kinds = typeof(Aggregate).Assembly.GetTypes()
        .Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(Aggregate)) && Areas.Of(t) is not null).ToDictionary(AuditedRecord.KindOf, StringComparer.Ordinal);

    // Who may not read such records, is not told of them.
    private static readonly Type[] Managed = [typeof(ApiKey), typeof(Webhook)];

    private static readonly Type[] Erasable = [typeof(Customer), typeof(Contact)];

    private static readonly Dictionary<Type, string?> Told = typeof(Aggregate).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: false, IsInterface: false } && t.IsAssignableTo(typeof(IDomainEvent)) && !t.IsAssignableTo(typeof(IToldAsOneOf)))
        .ToDictionary(t => t, t => t.GetCustomAttribute<ToldAsAttribute>() is { } said ? said.Type : NameOf(t));

    /// <summary>In alphabetical order.</summary>
    public static IReadOnlyList<EventType> All { get; } = [.. Kinds.SelectMany(k => ActsOn(k.Value).Select(a => TypeOf(k.Key, a)))
        .Concat(Told.Values.OfType<string>()).Concat(Choices()).Distinct().Order(StringComparer.Ordinal).Select(t => new EventType(t, KindOf(t), AreaOf(KindOf(t))!.Value, Managed.Contains(Kinds[KindOf(t)]) ? Act.Manage : Act.Read))];

    /// <summary>The area of a kind of records; null for one of which nobody is told.</summary>
    public static Area? AreaOf(string kind) => Kinds.TryGetValue(kind, out var type) ? Areas.Of(type) : null;

    /// <summary>The class of a kind of records.</summary>
    public static Type RecordOf(string kind) => Kinds[kind];

    public static string TypeOf(string kind, AuditAct act) => $"{kind}.{CamelCase(act.ToString())}";

    /// <summary>As what partners are told of the event; null when they are not.</summary>
    public static string? TypeOf(IDomainEvent e) => e is IToldAsOneOf one ? one.Type : Told[e.GetType()];

    /// <summary>The types that a pattern means: a type, all of a kind such as order.*, or * for all.</summary>
    public static IEnumerable<EventType> Matching(string pattern) =>
        pattern == "*" ? All : pattern.EndsWith(".*", StringComparison.Ordinal) ? All.Where(t => t.Kind == pattern[..^2]) : All.Where(t => t.Type == pattern);

    private static string KindOf(string type) => type[..type.IndexOf('.', StringComparison.Ordinal)];

    private static string CamelCase(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    private static IEnumerable<AuditAct> ActsOn(Type record)
    {
        yield return AuditAct.Created;
        yield return AuditAct.Changed;
        yield return AuditAct.Deleted;
        if (record.IsSubclassOf(typeof(ArchivableAggregate)))
        {
            yield return AuditAct.Archived;
            yield return AuditAct.Restored;
        }
        if (Erasable.Contains(record)) yield return AuditAct.Erased;
    }

    // OrderPlaced is order.placed: the longest name of an aggregate that it begins with, and the rest.
    private static string NameOf(Type e)
    {
        var kind = Kinds.Values.Where(k => e.Name.StartsWith(k.Name, StringComparison.Ordinal) && e.Name.Length > k.Name.Length).MaxBy(k => k.Name.Length)
            ?? throw new InvalidOperationException($"{e.Name} begins with no aggregate's name; say by ToldAs as what partners are told of it, or null.");
        return $"{AuditedRecord.KindOf(kind)}.{CamelCase(e.Name[kind.Name.Length..])}";
    }

    private static IEnumerable<string> Choices() => typeof(Aggregate).Assembly.GetTypes().Where(t => t is { IsInterface: false } && t.IsAssignableTo(typeof(IToldAsOneOf)))
        .SelectMany(t => (IReadOnlyList<string>)t.GetProperty(nameof(IToldAsOneOf.Types), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!);
}
