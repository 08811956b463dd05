using System.Collections;
using System.Reflection;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Xunit;

namespace Crm.Architecture.Tests;

/// <summary>The aggregate guards itself: nobody makes, changes or fills it but its own methods.</summary>
public sealed class DomainTests
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The aggregates and what they hold: lines, addresses, channels…</summary>
    private static readonly Type[] Entities = [.. Reach(Solution.Aggregates)];

    [Fact]
    public void There_are_aggregates_and_parts_to_check() =>
        Assert.True(Solution.Aggregates.Count() >= 5 && Entities.Length > Solution.Aggregates.Count() + 5);

    [Fact]
    public void Aggregates_are_sealed_and_made_by_their_factories_only()
    {
        Offenders.None(Solution.Aggregates.Where(t => !t.IsSealed));
        Offenders.None(Solution.Aggregates.SelectMany(t => t.GetConstructors(Instance)).Where(c => !c.IsPrivate).Select(c => c.DeclaringType));
    }

    [Fact]
    public void Aggregates_have_no_public_setters() =>
        Offenders.None(Solution.Aggregates.SelectMany(t => t.GetProperties(Instance)).Where(p => p.SetMethod is { IsPublic: true }).Select(Name));

    [Fact]
    public void Parts_of_aggregates_have_no_public_setters_but_init() =>
        Offenders.None(Entities.SelectMany(t => t.GetProperties(Instance)).Where(p => p.SetMethod is { IsPublic: true } set && !IsInit(set)).Select(Name));

    [Fact]
    public void Entities_show_no_mutable_collections() =>
        Offenders.None(Entities.SelectMany(t => t.GetProperties()).Where(p => p.PropertyType.Held().Any(IsMutableCollection)).Select(Name));

    [Fact]
    public void Entities_have_no_public_fields() =>
        Offenders.None(Entities.SelectMany(t => t.GetFields()).Where(f => !f.IsStatic).Select(f => $"{f.DeclaringType!.Name}.{f.Name}"));

    [Fact]
    public void Other_aggregates_are_referred_to_by_id()
    {
        var aggregates = Solution.Aggregates.ToHashSet();
        var navigations = Entities.SelectMany(Fields).Where(f => f.FieldType.Held().Any(aggregates.Contains)).Select(f => $"{f.DeclaringType!.Name}.{f.Name}");
        Offenders.None(navigations);
    }

    [Fact]
    public void Every_aggregate_has_an_id_of_its_own()
    {
        Type[] exempt = [typeof(StockLevel)];   // there is one for each product, whose id is its key
        Offenders.None(Solution.Aggregates.Except(exempt).Where(t => t.GetProperty("Id")?.PropertyType != typeof(Id<>).MakeGenericType(t)));
    }

    [Fact]
    public void Events_are_sealed_records()
    {
        var events = Solution.Domain.GetTypes().Where(t => t is { IsInterface: false } && typeof(IDomainEvent).IsAssignableFrom(t)).ToList();
        Assert.NotEmpty(events);
        Offenders.None(events.Where(t => !t.IsSealed || t.GetMethod("<Clone>$") is null));
    }

    private static HashSet<Type> Reach(IEnumerable<Type> start)
    {
        HashSet<Type> reached = [];
        var open = new Queue<Type>(start);
        while (open.TryDequeue(out var type))
        {
            if (!reached.Add(type)) continue;
            foreach (var held in Fields(type).SelectMany(f => f.FieldType.Held()))
                if (held.Assembly == Solution.Domain && held.IsClass && held != typeof(Id<>)) open.Enqueue(held);
        }
        return reached;
    }

    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (var t = type; t is not null && t.Assembly == Solution.Domain; t = t.BaseType)
            foreach (var field in t.GetFields(Instance | BindingFlags.DeclaredOnly)) yield return field;
    }

    private static bool IsMutableCollection(Type t) =>
        t.IsArray || (t.IsGenericType && new[] { typeof(ICollection<>), typeof(IList<>), typeof(ISet<>), typeof(IDictionary<,>) }.Contains(t.GetGenericTypeDefinition()))
        || (t != typeof(string) && t.IsClass && (typeof(IList).IsAssignableFrom(t) || typeof(IDictionary).IsAssignableFrom(t)) && !IsFrozen(t))
        || (t.IsGenericType && t.GetGenericTypeDefinition() == typeof(HashSet<>));

    private static bool IsFrozen(Type t) =>
        t.Namespace is "System.Collections.Immutable" or "System.Collections.Frozen" || (t.IsGenericType && t.GetGenericTypeDefinition() == typeof(System.Collections.ObjectModel.ReadOnlyCollection<>));

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));

    private static string Name(PropertyInfo p) => $"{p.DeclaringType!.Name}.{p.Name}";
}
