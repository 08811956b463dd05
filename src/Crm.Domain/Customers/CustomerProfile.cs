using Crm.Domain.Common;

namespace Crm.Domain.Customers;

public enum CustomerKind { Person, Organization }

public enum Relationship { Prospect, Customer, Distributor, Retailer, Partner, Internal }

public enum Market { Home, Business, Education, Government, Special }

/// <summary>Yearly income of a person, in bands that do not name an amount.</summary>
public enum IncomeBand { Low, Middle, High, VeryHigh }

public enum SizeClass { Small, Large }

public enum Lifecycle { Prospect, Active, Dormant, Lost }

/// <summary>What is known about a customer and may be written by hand. What belongs to the other kind stays null.</summary>
public sealed record CustomerProfile
{
    public required CustomerKind Kind { get; init; }

    /// <summary>The name it goes by; a person's may be left out and is then made of given and family name.</summary>
    public string? Name { get; init; }
    public IReadOnlyCollection<Relationship> Relationships { get; init; } = [];
    public Market? Market { get; init; }
    public string? GivenName { get; init; }
    public string? FamilyName { get; init; }
    public DateOnly? BirthDate { get; init; }
    public IncomeBand? IncomeBand { get; init; }
    public string? LegalName { get; init; }
    public string? RegistrationNumber { get; init; }
    public int? EmployeeCount { get; init; }
    public Money? AnnualRevenue { get; init; }
    public string? Industry { get; init; }
    public string? PreferredLanguage { get; init; }
    public ChannelType? PreferredChannel { get; init; }
    public string? TimeZone { get; init; }
    public string? Notes { get; init; }
    public IReadOnlyList<AddressData> Addresses { get; init; } = [];
    public IReadOnlyList<ChannelData> Channels { get; init; } = [];
    public IReadOnlyList<string> Tags { get; init; } = [];
    public CustomFields CustomFields { get; init; } = CustomFields.None;
    public IReadOnlyList<ExternalId> ExternalIds { get; init; } = [];
}
