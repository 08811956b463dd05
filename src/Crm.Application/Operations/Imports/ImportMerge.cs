using System.Text.Json.Nodes;

namespace Crm.Application.Operations.Imports;

/// <summary>What a record is to become that is there already: what the row says, and of all that it does not speak of, what was there.</summary>
internal static class ImportMerge
{
    public static JsonObject Of(JsonObject before, JsonObject row)
    {
        var wanted = (JsonObject)before.DeepClone();
        foreach (var (member, value) in row)
            wanted[member] = (member, value, wanted[member]) switch
            {
                ("channels" or "addresses", JsonArray said, JsonArray held) => ByType(held, said),
                (_, JsonObject said, JsonObject held) => Of(held, said),
                _ => value?.DeepClone(),
            };
        return wanted;
    }

    // Of the types that the row speaks of there is what it says, in the places of what was there.
    private static JsonArray ByType(JsonArray held, JsonArray said)
    {
        var left = said.OfType<JsonObject>().ToList();
        var types = left.Select(TypeOf).ToHashSet();
        var merged = new JsonArray();
        foreach (var item in held.OfType<JsonObject>())
        {
            if (!types.Contains(TypeOf(item)))
            {
                merged.Add(item.DeepClone());
                continue;
            }
            if (left.Find(l => TypeOf(l) == TypeOf(item)) is not { } next) continue;
            left.Remove(next);
            merged.Add(Of(item, next));
        }
        foreach (var item in left) merged.Add(item.DeepClone());
        return merged;
    }

    private static string? TypeOf(JsonObject item) => (string?)item["type"];
}
