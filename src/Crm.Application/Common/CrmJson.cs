using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;

namespace Crm.Application.Common;

/// <summary>The one way JSON is read and written: strict in, complete out.</summary>
public static class CrmJson
{
    public const int MaxDepth = 32;

    private static readonly ConcurrentDictionary<string, IReadOnlyList<string>> MembersByType = new(StringComparer.Ordinal);

    public static readonly JsonSerializerOptions Options = Configure(new(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions o)
    {
        o.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        o.PropertyNameCaseInsensitive = false;
        o.NumberHandling = JsonNumberHandling.Strict;
        o.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        o.AllowDuplicateProperties = false;
        o.RespectNullableAnnotations = true;
        o.RespectRequiredConstructorParameters = true;
        o.MaxDepth = MaxDepth;
        o.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        o.Converters.Add(new ChoiceJson());
        o.Converters.Add(new IdJson());
        o.Converters.Add(new InstantJson());
        o.Converters.Add(new DecimalJson());
        o.Converters.Add(new MoneyJson());
        o.Converters.Add(new UnitPriceJson());
        o.Converters.Add(new CustomFieldsJson());
        o.Converters.Add(new ElementJson());
        o.Converters.Add(new MergePatchJson());
        o.TypeInfoResolver = (o.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(RefuseNullItems).WithAddedModifier(ForgetIgnored).WithAddedModifier(RememberMembers);
        return o;
    }

    // Nullable annotations are respected for members, not for the items of a list; no list of ours holds nulls.
    private static void RefuseNullItems(JsonTypeInfo type)
    {
        if (type is { Kind: JsonTypeInfoKind.Enumerable, ElementType.IsValueType: false })
            type.OnDeserialized = list =>
            {
                var index = 0;
                foreach (var item in (System.Collections.IEnumerable)list)
                {
                    if (item is null) throw new JsonException(string.Create(CultureInfo.InvariantCulture, $"The list doesn't allow null as item {index}."));
                    index++;
                }
            };
    }

    // What comes from the address is kept out of the body by JsonIgnore, which by itself would skip such a member instead of refusing it.
    private static void ForgetIgnored(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        foreach (var ignored in type.Properties.Where(p => p is { Get: null, Set: null }).ToList()) type.Properties.Remove(ignored);
    }

    /// <summary>What the members of an input are called, by the name of its type; the reader's complaint about an unknown one says no more of it.</summary>
    public static IReadOnlyList<string> MembersOf(string type) => MembersByType.GetValueOrDefault(type, []);

    private static void RememberMembers(JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Object) MembersByType[type.Type.ToString()] = [.. type.Properties.Where(p => p.Set is not null || p.AssociatedParameter is not null).Select(p => p.Name)];
    }

    /// <summary>How an enum's value is written, in JSON, in SQL and in the query string.</summary>
    public static string Name(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

/// <summary>A choice is read by exactly the name that it is written by: not in other letters, not by its number, not several in one.</summary>
internal sealed class ChoiceJson : JsonConverterFactory
{
    public override bool CanConvert(Type t) => t.IsEnum;

    public override JsonConverter CreateConverter(Type t, JsonSerializerOptions o) => (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(t))!;

    private sealed class Of<T> : JsonConverter<T> where T : struct, Enum
    {
        private static readonly Dictionary<string, T> ByName = Enum.GetValues<T>().ToDictionary(v => CrmJson.Name(v), StringComparer.Ordinal);
        private static readonly Dictionary<T, JsonEncodedText> Names = ByName.ToDictionary(n => n.Value, n => JsonEncodedText.Encode(n.Key));

        public override T Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) =>
            r.TokenType == JsonTokenType.String && ByName.TryGetValue(r.GetString()!, out var value) ? value : throw new JsonException($"Allowed are {string.Join(", ", ByName.Keys)}.");

        public override void Write(Utf8JsonWriter w, T v, JsonSerializerOptions o) => w.WriteStringValue(Names[v]);
    }
}

internal sealed class IdJson : JsonConverterFactory
{
    public override bool CanConvert(Type t) => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(Id<>);

    public override JsonConverter CreateConverter(Type t, JsonSerializerOptions o) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(t.GetGenericArguments()))!;

    private sealed class Of<T> : JsonConverter<Id<T>> where T : class
    {
        public override Id<T> Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) =>
            r.TokenType == JsonTokenType.String && r.TryGetGuid(out var id) ? new(id) : throw new JsonException("An id is a UUID.");

        public override void Write(Utf8JsonWriter w, Id<T> v, JsonSerializerOptions o) => w.WriteStringValue(v.Value);
    }
}

/// <summary>Instants are RFC 3339: an offset is required when read, and Z is written.</summary>
internal sealed class InstantJson : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) =>
        r.TokenType == JsonTokenType.String && Instant.TryParse(r.GetString(), out var instant)
            ? instant
            : throw new JsonException("A time is written as in RFC 3339 with its offset, such as 2026-03-01T12:00:00Z.");

    public override void Write(Utf8JsonWriter w, DateTimeOffset v, JsonSerializerOptions o) => w.WriteStringValue(Instant.Write(v, stackalloc byte[Instant.MaxLength]));
}

/// <summary>Money is {"amount":"12.50","currency":"EUR"}: the amount as a decimal string survives floating point and any number of decimals.</summary>
internal sealed class MoneyJson : JsonConverter<Money>
{
    private const string Example = "such as {\"amount\":\"12.50\",\"currency\":\"EUR\"}";

    public override Money Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o)
    {
        var (amount, currency) = Parse(ref r);
        if (amount != Currency.Round(amount, currency))
            throw new InputJsonException(InputErrors.MoneyDecimals, $"An amount in {currency} has at most {Currency.MinorUnit(currency)} decimals.", "/amount");
        return new(amount, currency);
    }

    internal static (decimal Amount, string Currency) Parse(ref Utf8JsonReader r)
    {
        Members.EnsureOnce(r);
        using var form = JsonDocument.ParseValue(ref r);
        if (form.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException($"Money is an object of amount and currency, {Example}.");
        foreach (var member in form.RootElement.EnumerateObject())
            if (member.Name is not ("amount" or "currency")) throw new InputJsonException(InputErrors.MemberUnknown, $"Money is an object of amount and currency alone, {Example}.", $"/{Members.Escape(member.Name)}");
        var (written, currency) = (Member(form.RootElement, "amount"), Member(form.RootElement, "currency"));
        if (!ExactDecimal.TryParse(written, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, out var amount)
            || decimal.Abs(amount) > Money.Max || !char.IsAsciiDigit(written[^1]) || written[0] is '+' or '.')
            throw new InputJsonException(InputErrors.ValueInvalid, "An amount is a decimal number in quotes, such as \"12.50\".", "/amount");
        if (!Currency.IsKnown(currency)) throw new InputJsonException(InputErrors.CurrencyUnknown, "A currency is a code of ISO 4217, such as EUR.", "/currency");
        return (amount, currency);
    }

    private static string Member(JsonElement money, string name) =>
        !money.TryGetProperty(name, out var value) ? throw new InputJsonException(InputErrors.Required, $"Money is an object of amount and currency, {Example}.", $"/{name}")
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw new InputJsonException(InputErrors.ValueInvalid, $"Both members of money are in quotes, {Example}.", $"/{name}");

    public override void Write(Utf8JsonWriter w, Money v, JsonSerializerOptions o)
    {
        w.WriteStartObject();
        w.WriteString("amount", v.Rounded().Amount.ToString("F" + Currency.MinorUnit(v.Currency), CultureInfo.InvariantCulture));
        w.WriteString("currency", v.Currency);
        w.WriteEndObject();
    }
}

internal sealed class CustomFieldsJson : JsonConverter<CustomFields>
{
    public override CustomFields Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o)
    {
        if (r.TokenType == JsonTokenType.StartObject && IsEmpty(r))
        {
            r.Read();   // not Skip, which refuses a body that has not arrived whole
            return CustomFields.None;
        }
        Members.EnsureOnce(r);
        using var form = JsonDocument.ParseValue(ref r);
        if (form.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("customFields is an object.");
        return new(form.RootElement.EnumerateObject().ToDictionary(m => m.Name, m => Value(m.Name, m.Value)));
    }

    public override void Write(Utf8JsonWriter w, CustomFields v, JsonSerializerOptions o)
    {
        w.WriteStartObject();
        foreach (var (key, value) in v.Values)
        {
            w.WritePropertyName(key);
            JsonSerializer.Serialize(w, value, value.GetType(), o);
        }
        w.WriteEndObject();
    }

    // Most records have none.
    private static bool IsEmpty(Utf8JsonReader ahead) => ahead.Read() && ahead.TokenType == JsonTokenType.EndObject;

    private static object? Value(string key, JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => Text.Clean(e.GetString()),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when ExactDecimal.TryParse(e.GetRawText(), NumberStyles.Float, out var number) => number,
        JsonValueKind.Number => throw Unfit(key, "takes a number of at most 28 digits."),
        _ => throw Unfit(key, "takes a text, a number or a boolean."),
    };

    private static InputJsonException Unfit(string key, string what) => new(InputErrors.ValueInvalid, $"The custom field {ListRequest.Shown(key)} {what}", $"/{Members.Escape(key)}");
}
