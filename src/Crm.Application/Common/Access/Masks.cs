using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Crm.Application.Common.Access;

/// <summary>Takes out of an answer what the caller's roles hide, at every depth: a customer is the same resource whether it is answered alone, in a page or as a part of something else.</summary>
public static class Masks
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Type>> Known = new();

    /// <summary>The types of the answer and of all that is in it.</summary>
    public static IReadOnlyList<Type> Within(Type answer) => Known.GetOrAdd(answer, type =>
    {
        HashSet<Type> found = [];
        Find(type, found);
        return [.. found];
    });

    public static void Hide(JsonNode? node, Type type, FieldRights rights)
    {
        var info = CrmJson.Options.GetTypeInfo(type);
        switch (node)
        {
            case JsonArray items when info.ElementType is { } item:
                foreach (var one in items) Hide(one, item, rights);
                break;
            case JsonObject members when info.Kind == JsonTypeInfoKind.Object:
                foreach (var member in rights.HiddenIn(type).Where(members.ContainsKey)) members[member] = null;
                foreach (var member in info.Properties) Hide(members[member.Name], member.PropertyType, rights);
                break;
        }
    }

    private static void Find(Type type, HashSet<Type> found)
    {
        var info = CrmJson.Options.GetTypeInfo(type);
        if (info.ElementType is { } item) Find(item, found);
        if (info.Kind != JsonTypeInfoKind.Object || !found.Add(type)) return;
        foreach (var member in info.Properties) Find(member.PropertyType, found);
    }
}
