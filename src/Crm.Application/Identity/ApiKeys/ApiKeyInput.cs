using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.ApiKeys;

/// <summary>What an administrator may write about a key.</summary>
public record ApiKeyInput
{
    /// <summary>What the key is for, such as "Web shop".</summary>
    public required string Name { get; init; }

    /// <summary>What the key may be used for: area and act, such as customers:read.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The customers that the key sees, and whose records; null for all that its user sees.</summary>
    public IReadOnlyList<Id<Customer>>? CustomerIds { get; init; }

    /// <summary>When the key ends by itself; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    internal static ApiKeyInput Of(ApiKey k) => new()
    {
        Name = k.Name,
        Scopes = k.Scopes,
        CustomerIds = k.IsLimited ? [.. k.Customers.Select(c => c.CustomerId).Order()] : null,
        ExpiresAt = k.ExpiresAt,
    };

    internal ApiKeyProfile ToProfile() => new(Name, Scopes, CustomerIds, ExpiresAt);
}

internal sealed class ApiKeyInputValidator : AbstractValidator<ApiKeyInput>
{
    public const string ScopePattern = "^(customers|products|orders|tickets|marketing|settings|identity):(read|create|change|archive|export|manage)$";

    public ApiKeyInputValidator()
    {
        RuleFor(k => k.Name).RequiredLine(ApiKey.NameMax);
        RuleFor(k => k.Scopes).NotEmptyList().AtMost(ApiKey.ScopesMax).NoRepeats();
        RuleForEach(k => k.Scopes).Holds(new() { Pattern = ScopePattern, MaxLength = KeyScope.Max }, s => KeyScope.TryParse(s, out _))
            .WithErrorCode(InputErrors.ScopeUnknown).WithMessage($"A scope is one of the areas {Names<Area>()}, a colon, and one of the acts {Names<Act>()}.");
        RuleFor(k => k.CustomerIds).AtMost(ApiKey.CustomersMax).NoRepeats();
        RuleFor(k => k.ExpiresAt).SensibleTime();
    }

    private static string Names<T>() where T : struct, Enum => string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant();
}

internal static class ApiKeyReferences
{
    /// <summary>Customers that are named anew are there; so is time, until the key ends.</summary>
    public static async Task Ensure(this ICrmDb db, ApiKeyInput input, ApiKey? before, DateTimeOffset now, CancellationToken ct)
    {
        if (input.ExpiresAt <= now && input.ExpiresAt != before?.ExpiresAt) throw InvalidInput.At("/expiresAt", InputErrors.TimePassed, "The key would have ended already.");
        var fresh = (input.CustomerIds ?? []).Except(before?.Customers.Select(c => c.CustomerId) ?? []).ToList();
        if (fresh.Count == 0) return;
        var there = await db.Customers.Where(c => fresh.Contains(c.Id)).Select(c => c.Id).ToListAsync(ct);
        InputError[] unknown = [.. input.CustomerIds!.Index().Where(c => fresh.Contains(c.Item) && !there.Contains(c.Item))
            .SelectMany(c => InvalidInput.UnknownReference($"/customerIds/{c.Index}", nameof(Customer)).Errors)];
        if (unknown.Length > 0) throw new InvalidInput(unknown);
    }
}
