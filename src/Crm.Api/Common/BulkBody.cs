using System.Text;
using System.Text.Json;
using Crm.Application.Common;
using Crm.Application.Common.Lists;

namespace Crm.Api.Common;

/// <summary>The items of a bulk request: <c>{"items":[…]}</c>, or NDJSON with an item a line. What is wrong with one item is kept with it.</summary>
internal sealed record BulkBody<TRegister>(IReadOnlyList<BulkItem<TRegister>> Items, BulkMode Mode) : IReadsQuery where TRegister : class
{
    public static async ValueTask<BulkBody<TRegister>?> BindAsync(HttpContext http)
    {
        var mode = ModeOf(http.Request.Query);
        var items = BulkRoutes.AreLines(http.Request) ? await Lines(http.Request) : await Array(http.Request);
        return items.Count is > 0 and <= Bulk.Most
            ? new(items, mode)
            : throw InvalidInput.At(BulkRoutes.AreLines(http.Request) ? "" : "/items", InputErrors.BulkSize, $"A bulk has 1 to {Bulk.Most} items; larger sets go in several bulks.");
    }

    private static BulkMode ModeOf(IQueryCollection query)
    {
        foreach (var name in query.Keys)
            if (name != "mode") throw InvalidInput.Parameter(name, InputErrors.ParameterUnknown, $"There is no parameter {ListRequest.Shown(name)}; allowed is mode.");
        return (string?)query["mode"] switch
        {
            null or "atomic" => BulkMode.Atomic,
            "partial" => BulkMode.Partial,
            _ => throw InvalidInput.Parameter("mode", InputErrors.ParameterInvalid, "mode is atomic or partial, and stands there once."),
        };
    }

    private static async Task<List<BulkItem<TRegister>>> Array(HttpRequest request)
    {
        using var json = await RawBody.Json(request);
        var body = json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement : throw InvalidInput.At("", InputErrors.ValueInvalid, "The body is an object with the member items.");
        foreach (var member in body.EnumerateObject())
            if (member.Name != "items") throw InvalidInput.At($"/{member.Name}", InputErrors.MemberUnknown, "There is no member of this name here; the only one is items.");
        if (body.GetPropertyCount() > 1) throw InvalidInput.At("/items", InputErrors.MemberRepeated, "The member stands there twice.");
        if (!body.TryGetProperty("items", out var items)) throw InvalidInput.At("/items", InputErrors.Required, "A value is needed.");
        if (items.ValueKind != JsonValueKind.Array) throw InvalidInput.At("/items", InputErrors.ValueInvalid, "items is an array.");
        return [.. items.EnumerateArray().Take(Bulk.Most + 1).Select(Item)];
    }

    private static async Task<List<BulkItem<TRegister>>> Lines(HttpRequest request)
    {
        List<BulkItem<TRegister>> items = [];
        using var reader = new StreamReader(request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
        try
        {
            while (items.Count <= Bulk.Most && await reader.ReadLineAsync(request.HttpContext.RequestAborted) is { } line)
                if (!string.IsNullOrWhiteSpace(line)) items.Add(Item(line));
        }
        catch (DecoderFallbackException)
        {
            throw InvalidInput.At("", InputErrors.JsonMalformed, "The body is not UTF-8.");
        }
        return items;
    }

    private static BulkItem<TRegister> Item(string line)
    {
        try
        {
            using var json = RawBody.Json(line);
            return Item(json.RootElement);
        }
        catch (JsonException e)
        {
            return new(null, e);
        }
    }

    private static BulkItem<TRegister> Item(JsonElement item)
    {
        try
        {
            return item.ValueKind == JsonValueKind.Object ? new(item.Deserialize<TRegister>(CrmJson.Options), null) : new(null, InvalidInput.At("", InputErrors.ValueInvalid, "An item is an object."));
        }
        catch (JsonException e)
        {
            return new(null, e);
        }
    }
}

/// <summary>The form of a bulk's body, for the document.</summary>
/// <param name="Items">1 to 1,000 of them, each as a single request would have it.</param>
internal sealed record BulkOf<TRegister>(IReadOnlyList<TRegister> Items);
