using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Crm.Application.Common.Access;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Application.Common;

/// <summary>A JSON Merge Patch (RFC 7396) to the fields that can be written: an absent member stays, null clears, an array replaces.</summary>
public sealed class MergePatch<TInput>(JsonObject changes) where TInput : class
{
    public JsonObject Changes { get; } = changes;

    public static MergePatch<TInput> Of(object changes) => new(JsonSerializer.SerializeToNode(changes, CrmJson.Options)!.AsObject());
}

/// <summary>Applies patches: the record as its caller would write it, merged, read strictly and validated like a new one.</summary>
public sealed class Patches(IServiceProvider services, ICurrentUser caller)
{
    public async Task<TInput> Apply<TInput>(MergePatch<TInput> patch, TInput current, CancellationToken ct) where TInput : class
    {
        var document = JsonSerializer.SerializeToNode(current, CrmJson.Options)!.AsObject();
        var before = caller.Access.Fields.IsUnlimited ? document : (JsonObject)document.DeepClone();
        Merge(document, patch.Changes);
        caller.Access.Fields.EnsureUntouched(typeof(TInput), before, document);
        var input = document.Deserialize<TInput>(CrmJson.Options)!;
        foreach (var validator in services.GetServices<IValidator<TInput>>()) await validator.ValidateAndThrowAsync(input, ct);
        return input;
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
            switch (value)
            {
                case JsonObject changes when target[name] is JsonObject inner:
                    Merge(inner, changes);
                    break;
                case JsonObject changes:
                    var fresh = new JsonObject();
                    Merge(fresh, changes);
                    target[name] = fresh;
                    break;
                default:
                    target[name] = value?.DeepClone();
                    break;
            }
    }
}

internal sealed class MergePatchJson : JsonConverterFactory
{
    public override bool CanConvert(Type t) => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(MergePatch<>);

    public override JsonConverter CreateConverter(Type t, JsonSerializerOptions o) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(t.GetGenericArguments()))!;

    private sealed class Of<T> : JsonConverter<MergePatch<T>> where T : class
    {
        public override MergePatch<T> Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o)
        {
            Members.EnsureOnce(r);
            return new(JsonSerializer.Deserialize<JsonObject>(ref r, o) ?? throw new JsonException("A merge patch is an object."));
        }

        public override void Write(Utf8JsonWriter w, MergePatch<T> v, JsonSerializerOptions o) => v.Changes.WriteTo(w, o);
    }
}
