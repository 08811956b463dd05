using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Application.Identity.ApiKeys;

/// <summary>A key, without its secret.</summary>
/// <param name="UserId">The user in whose name the key acts.</param>
/// <param name="Prefix">The part of the secret by which it is recognised.</param>
/// <param name="CustomerIds">The customers that the key sees; null for all that its user sees.</param>
/// <param name="OverlapEndsAt">Until when the secret before the last rotation is good.</param>
/// <param name="LastUsedAt">When it was last used, to the minute; it changes without the version.</param>
public record ApiKeyDetails(
    Id<ApiKey> Id, int Version, string Name, Id<User> UserId, string Prefix, IReadOnlyList<string> Scopes, IReadOnlyList<Id<Customer>>? CustomerIds, DateTimeOffset? ExpiresAt,
    DateTimeOffset? OverlapEndsAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt, Id<User>? CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt) : IPartlyVersioned
{
    internal sealed class Map : Profile
    {
        public Map()
        {
            AllowNullCollections = true;   // no list of customers is not an empty one
            CreateMap<ApiKey, ApiKeyDetails>()
                .ForCtorParam(nameof(CustomerIds), o => o.MapFrom(k => k.IsLimited ? k.Customers.Select(c => c.CustomerId).OrderBy(id => id).ToList() : null));
        }
    }
}

/// <summary>A key with its secret, which is shown this once.</summary>
public sealed record ApiKeyWithSecret : ApiKeyDetails
{
    internal ApiKeyWithSecret(ApiKeyDetails details, string secret) : base(details) => Secret = secret;

    /// <summary>Send it as X-Api-Key. It is not kept and cannot be shown again.</summary>
    public string Secret { get; }
}
