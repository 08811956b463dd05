using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Customers.Privacy;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Application.Customers.Customers;

/// <summary>A customer, whole.</summary>
/// <param name="SizeClass">Follows from employeeCount: small under 400, large from 400 on; null when unknown.</param>
/// <param name="LegalHold">Why the data may not be erased; null when nothing forbids it.</param>
/// <param name="ErasedAt">When the personal data was erased; null when it was not.</param>
/// <param name="MergedIntoId">The customer that this one was merged into; null for one that stands for itself.</param>
/// <param name="Version">Increased by each change; the ETag.</param>
public sealed record CustomerDetails(
    Id<Customer> Id,
    int Version,
    CustomerKind Kind,
    string Name,
    IReadOnlyList<Relationship> Relationships,
    Market? Market,
    string? GivenName,
    string? FamilyName,
    [Restrictable] DateOnly? BirthDate,
    [Restrictable] IncomeBand? IncomeBand,
    string? LegalName,
    string? RegistrationNumber,
    int? EmployeeCount,
    SizeClass? SizeClass,
    [Restrictable] Money? AnnualRevenue,
    string? Industry,
    Id<Customer>? ParentId,
    Id<User>? OwnerId,
    Id<Team>? TeamId,
    Id<Territory>? TerritoryId,
    Lifecycle Lifecycle,
    [Restrictable] CreditDetails? Credit,
    string? PreferredLanguage,
    ChannelType? PreferredChannel,
    string? TimeZone,
    [Restrictable] string? Notes,
    IReadOnlyList<AddressInput> Addresses,
    IReadOnlyList<ChannelInput> Channels,
    IReadOnlyList<string> Tags,
    CustomFields CustomFields,
    IReadOnlyList<ExternalIdInput> ExternalIds,
    LegalHoldDetails? LegalHold,
    DateTimeOffset? ErasedAt,
    ErasureReason? ErasureReason,
    Id<Customer>? MergedIntoId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IVersioned
{
    /// <summary>What other systems call it.</summary>
    public IReadOnlyList<ExternalIdInput> ExternalIds { get; } = ExternalIdInput.Sorted(ExternalIds);

    internal sealed class Map : Profile
    {
        public Map()
        {
            CreateMap<Customer, CustomerDetails>()
                .ForCtorParam(nameof(AnnualRevenue), o => o.MapFrom(c => c.AnnualRevenueAmount == null ? (Money?)null : new Money(c.AnnualRevenueAmount.Value, c.AnnualRevenueCurrency!)))
                .ForCtorParam(nameof(Addresses), o => o.MapFrom(c => c.Addresses.OrderBy(a => a.Position)))
                .ForCtorParam(nameof(Channels), o => o.MapFrom(c => c.Channels.OrderBy(x => x.Position)))
                .ForCtorParam(nameof(LegalHold), o => o.MapFrom(c => c.LegalHoldSince == null ? null : new LegalHoldDetails(c.LegalHoldReason!, c.LegalHoldSince.Value, c.LegalHoldBy)))
                .ForCtorParam(nameof(ExternalIds), o => o.MapFrom(c => c.ExternalIds));
            CreateMap<CustomerAddress, AddressInput>();
            CreateMap<Credit, CreditDetails>().ForCtorParam(nameof(CreditDetails.Limit), o => o.MapFrom(c =>
                c.LimitAmount == null ? (Money?)null : new Money(c.LimitAmount.Value, c.LimitCurrency!)));
        }
    }
}

/// <param name="Limit">What may be open at once; null means no limit.</param>
/// <param name="PaymentTermsDays">Days until an invoice is due.</param>
/// <param name="IsOnHold">While true, every order placed goes on hold.</param>
public sealed record CreditDetails(Money? Limit, int? PaymentTermsDays, CreditRating? Rating, bool IsOnHold, string? HoldNote);
