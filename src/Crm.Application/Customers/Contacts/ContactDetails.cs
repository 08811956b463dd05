using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Customers.Privacy;
using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Application.Customers.Contacts;

/// <summary>A person at a customer, whole.</summary>
/// <param name="LegalHold">Why the data may not be erased; null when nothing forbids it.</param>
/// <param name="ErasedAt">When the personal data was erased; null when it was not.</param>
/// <param name="Version">Increased by each change; the ETag.</param>
/// <param name="ManagerId">Who it reports to: another contact of the same customer.</param>
/// <param name="IsPrimary">Whether the customer is reached through this one first; one contact a customer.</param>
public sealed record ContactDetails(
    Id<Contact> Id,
    int Version,
    Id<Customer> CustomerId,
    string Name,
    string? GivenName,
    string? FamilyName,
    string? JobTitle,
    string? Department,
    IReadOnlyList<ContactRole> Roles,
    Id<Contact>? ManagerId,
    bool IsPrimary,
    IReadOnlyList<ChannelInput> Channels,
    string? PreferredLanguage,
    [Restrictable] DateOnly? BirthDate,
    [Restrictable] string? Notes,
    IReadOnlyList<string> Tags,
    CustomFields CustomFields,
    IReadOnlyList<ExternalIdInput> ExternalIds,
    LegalHoldDetails? LegalHold,
    DateTimeOffset? ErasedAt,
    ErasureReason? ErasureReason,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IVersioned
{
    /// <summary>What other systems call it.</summary>
    public IReadOnlyList<ExternalIdInput> ExternalIds { get; } = ExternalIdInput.Sorted(ExternalIds);

    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Contact, ContactDetails>()
            .ForCtorParam(nameof(Channels), o => o.MapFrom(c => c.Channels.OrderBy(x => x.Position)))
            .ForCtorParam(nameof(LegalHold), o => o.MapFrom(c => c.LegalHoldSince == null ? null : new LegalHoldDetails(c.LegalHoldReason!, c.LegalHoldSince.Value, c.LegalHoldBy)))
            .ForCtorParam(nameof(ExternalIds), o => o.MapFrom(c => c.ExternalIds));
    }
}
