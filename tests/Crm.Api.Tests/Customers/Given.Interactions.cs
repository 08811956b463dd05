namespace Crm.Tests;

public sealed partial class Given
{
    /// <summary>The body of an interaction; whoever needs another member changes a copy.</summary>
    public static Dictionary<string, object?> InteractionWith(string customerId, params string[] contactIds) => new()
    {
        ["customerId"] = customerId,
        ["channel"] = "phone",
        ["direction"] = "in",
        ["subject"] = Unique("Asked for the frames"),
        ["contactIds"] = contactIds,
    };

    public async Task<Answer> Interaction(string customerId, DateTimeOffset? startedAt = null, params string[] contactIds)
    {
        var body = InteractionWith(customerId, contactIds);
        if (startedAt is not null) body["startedAt"] = startedAt;
        return (await api.Post("/api/v1/interactions", body)).Created();
    }
}
