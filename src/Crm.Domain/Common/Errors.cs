namespace Crm.Domain.Common;

/// <summary>The present state forbids the act (409). <paramref name="code"/> is stable and documented, the message says what to do.</summary>
public sealed class RuleBroken(string code, string message, IReadOnlyDictionary<string, object?>? details = null) : Exception(message)
{
    public string Code { get; } = code;

    /// <summary>Machine-readable facts about the refusal (camelCase keys), such as the quantity that is available.</summary>
    public IReadOnlyDictionary<string, object?> Details { get; } = details ?? new Dictionary<string, object?>();
}

/// <summary>The record that the request is about does not exist, or is not visible to the caller (404).</summary>
public sealed class NotFound(string what, object id) : Exception($"The {Text.Words(what)} {id} does not exist.")
{
    public string What { get; } = what;
}
