using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Application.Common;
using Crm.Application.Customers.Customers;
using Crm.Domain.Customers;

namespace Crm.Application.Customers.Merging;

/// <summary>All that a merge can change about a customer itself, kept so that the merge can be undone.</summary>
internal sealed record CustomerSnapshot(CustomerInput Written, CreditDetails Credit, Lifecycle Lifecycle, bool IsHeldLegally)
{
    // Their members stand for themselves; others, such as an amount with its currency, are one value. The whole has no name.
    private static readonly string[] Composite = ["", "written", "credit", "customFields"];

    public static string Of(Customer c) => JsonSerializer.Serialize(
        new CustomerSnapshot(CustomerInput.Of(c), new(c.Credit.Limit, c.Credit.PaymentTermsDays, c.Credit.Rating, c.Credit.IsOnHold, c.Credit.HoldNote), c.Lifecycle, c.LegalHoldSince is not null),
        CrmJson.Options);

    public static CustomerSnapshot Read(string json) => JsonSerializer.Deserialize<CustomerSnapshot>(json, CrmJson.Options)!;

    /// <summary>What is left of the present state when the step from <paramref name="before"/> to <paramref name="after"/> is taken back: whatever was changed since then stays as it is now.</summary>
    public static CustomerSnapshot TakeBack(string before, string after, string now) =>
        WithoutStep("", JsonNode.Parse(before), JsonNode.Parse(after), JsonNode.Parse(now)).Deserialize<CustomerSnapshot>(CrmJson.Options)!;

    public Credit ToCredit() => new()
    {
        LimitAmount = Credit.Limit?.Amount,
        LimitCurrency = Credit.Limit?.Currency,
        PaymentTermsDays = Credit.PaymentTermsDays,
        Rating = Credit.Rating,
        IsOnHold = Credit.IsOnHold,
        HoldNote = Credit.HoldNote,
    };

    private static JsonNode? WithoutStep(string name, JsonNode? before, JsonNode? after, JsonNode? now) => (before, after, now) switch
    {
        _ when JsonNode.DeepEquals(now, after) => before?.DeepClone(),
        (JsonObject b, JsonObject a, JsonObject n) when Composite.Contains(name) => new JsonObject(
            b.Select(m => m.Key).Union(n.Select(m => m.Key)).Select(key => KeyValuePair.Create(key, WithoutStep(key, b[key], a[key], n[key])))),
        (JsonArray b, JsonArray a, JsonArray n) => new JsonArray([
            .. n.Where(item => !(Has(a, item) && !Has(b, item))).Select(item => item?.DeepClone()),
            .. b.Where(item => !Has(a, item) && !Has(n, item)).Select(item => item?.DeepClone())]),
        _ => now?.DeepClone(),
    };

    // Which of several is the one to use, changes with those beside it.
    private static bool Has(JsonArray items, JsonNode? wanted) => items.Any(item => JsonNode.DeepEquals(Essence(item), Essence(wanted)));

    private static JsonNode? Essence(JsonNode? item) =>
        item is JsonObject o ? new JsonObject(o.Where(m => m.Key is not ("isPrimary" or "isDefault")).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))) : item;
}
