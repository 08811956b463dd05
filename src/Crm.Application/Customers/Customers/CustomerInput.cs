using Crm.Application.Common;
using Crm.Application.Service.Calendars;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using FluentValidation;

namespace Crm.Application.Customers.Customers;

/// <summary>What a caller may write about a customer.</summary>
public record CustomerInput
{
    /// <summary>Whether it is a person or an organisation; never changes.</summary>
    public required CustomerKind Kind { get; init; }

    /// <summary>The name it goes by; may be left out for a person with a given or family name and for an organisation with a legal name.</summary>
    public string? Name { get; init; }

    /// <summary>What it is to the company; prospect when nothing is said.</summary>
    public IReadOnlyList<Relationship>? Relationships { get; init; }
    public Market? Market { get; init; }

    /// <summary>Persons only.</summary>
    public string? GivenName { get; init; }

    /// <summary>Persons only.</summary>
    public string? FamilyName { get; init; }

    /// <summary>Persons only.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>Persons only.</summary>
    public IncomeBand? IncomeBand { get; init; }

    /// <summary>Organisations only.</summary>
    public string? LegalName { get; init; }

    /// <summary>Organisations only: the number in a public register.</summary>
    public string? RegistrationNumber { get; init; }

    /// <summary>Organisations only; the size class follows from it.</summary>
    public int? EmployeeCount { get; init; }

    /// <summary>Organisations only.</summary>
    public Money? AnnualRevenue { get; init; }

    /// <summary>Organisations only.</summary>
    public string? Industry { get; init; }

    /// <summary>Organisations only: the organisation it belongs to.</summary>
    public Id<Customer>? ParentId { get; init; }

    /// <summary>The user responsible; nobody when null.</summary>
    public Id<User>? OwnerId { get; init; }

    /// <summary>The team that looks after it; none when null.</summary>
    public Id<Team>? TeamId { get; init; }

    /// <summary>The part of the market that it lies in; a new customer that names none is put into the one whose conditions it meets.</summary>
    public Id<Territory>? TerritoryId { get; init; }

    /// <summary>A BCP 47 language tag, such as de or zh-Hans.</summary>
    public string? PreferredLanguage { get; init; }
    public ChannelType? PreferredChannel { get; init; }

    /// <summary>A name of the IANA time zone database, such as Europe/Berlin.</summary>
    public string? TimeZone { get; init; }
    public string? Notes { get; init; }
    public IReadOnlyList<AddressInput>? Addresses { get; init; }
    public IReadOnlyList<ChannelInput>? Channels { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Values of declared custom fields, by key.</summary>
    public CustomFields? CustomFields { get; init; }
    public IReadOnlyList<ExternalIdInput>? ExternalIds { get; init; }

    internal static CustomerInput Of(Customer c) => new()
    {
        Kind = c.Kind,
        Name = c.Name,
        Relationships = c.Relationships,
        Market = c.Market,
        GivenName = c.GivenName,
        FamilyName = c.FamilyName,
        BirthDate = c.BirthDate,
        IncomeBand = c.IncomeBand,
        LegalName = c.LegalName,
        RegistrationNumber = c.RegistrationNumber,
        EmployeeCount = c.EmployeeCount,
        AnnualRevenue = c.AnnualRevenue,
        Industry = c.Industry,
        ParentId = c.ParentId,
        OwnerId = c.OwnerId,
        TeamId = c.TeamId,
        TerritoryId = c.TerritoryId,
        PreferredLanguage = c.PreferredLanguage,
        PreferredChannel = c.PreferredChannel,
        TimeZone = c.TimeZone,
        Notes = c.Notes,
        Addresses = [.. c.Addresses.OrderBy(a => a.Position).Select(a => new AddressInput(a.Type, a.Address, a.IsDefault))],
        Channels = ChannelInput.Of(c.Channels),
        Tags = c.Tags,
        CustomFields = c.CustomFields,
        ExternalIds = ExternalIdInput.Of(c.ExternalIds),
    };

    internal CustomerProfile ToProfile() => new()
    {
        Kind = Kind,
        Name = Name,
        Relationships = Relationships ?? [],
        Market = Market,
        GivenName = GivenName,
        FamilyName = FamilyName,
        BirthDate = BirthDate,
        IncomeBand = IncomeBand,
        LegalName = LegalName,
        RegistrationNumber = RegistrationNumber,
        EmployeeCount = EmployeeCount,
        AnnualRevenue = AnnualRevenue,
        Industry = Industry,
        PreferredLanguage = PreferredLanguage,
        PreferredChannel = PreferredChannel,
        TimeZone = TimeZone,
        Notes = Notes,
        Addresses = [.. (Addresses ?? []).Select(a => new AddressData(a.Type, a.Address, a.IsDefault))],
        Channels = [.. (Channels ?? []).Select(c => c.ToData())],
        Tags = Tags ?? [],
        CustomFields = CustomFields ?? CustomFields.None,
        ExternalIds = [.. (ExternalIds ?? []).Select(e => new ExternalId(e.System, e.Id))],
    };
}

/// <param name="IsDefault">The one to use among those of its type; the first is, when none says so.</param>
public sealed record AddressInput(AddressType Type, PostalAddress Address, bool IsDefault = false);

internal sealed class CustomerInputValidator : AbstractValidator<CustomerInput>
{
    public CustomerInputValidator(ITimeZones zones)
    {
        RuleFor(c => c.Name).Line(Customer.NameMax);
        RuleFor(c => c.Relationships).NoRepeats();
        RuleFor(c => c.GivenName).Line(Customer.NameMax / 2);
        RuleFor(c => c.FamilyName).Line((Customer.NameMax / 2) - 1);
        RuleFor(c => c.BirthDate).SensibleDate();
        RuleFor(c => c.LegalName).Line(Customer.NameMax);
        RuleFor(c => c.RegistrationNumber).Line(Customer.RegistrationNumberMax);
        RuleFor(c => c.EmployeeCount).Within(0, Customer.EmployeesMax);
        RuleFor(c => c.AnnualRevenue).NotNegative();
        RuleFor(c => c.Industry).Line(Customer.IndustryMax);
        RuleFor(c => c.PreferredLanguage).Language();
        RuleFor(c => c.TimeZone).Line(Customer.TimeZoneMax).TimeZone(zones);
        RuleFor(c => c.Notes).Block(Customer.NotesMax);
        RuleFor(c => c.Addresses).AtMost(CustomerAddress.Most);
        RuleForEach(c => c.Addresses).ChildRules(a => a.RuleFor(x => x.Address).SetValidator(new PostalAddressValidator()));
        this.Channels(c => c.Channels);
        this.Tags(c => c.Tags);
        this.ExternalIds(c => c.ExternalIds);
    }
}
