using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Customers;

/// <summary>A person or an organisation the company deals with.</summary>
public sealed partial class Customer : ArchivableAggregate, IHasExternalIds, IHasChannels, ISearchable
{
    public const int NameMax = 200;
    public const int RegistrationNumberMax = 60;
    public const int IndustryMax = 100;
    public const int LanguageMax = 35;
    public const int TimeZoneMax = 60;
    public const int NotesMax = 10_000;
    public const int EmployeesMax = 100_000_000;

    /// <summary>From this number of employees on an organisation is large.</summary>
    public const int LargeFrom = 400;

    private List<Relationship> _relationships = [];
    private readonly List<CustomerAddress> _addresses = [];
    private readonly List<Channel> _channels = [];
    private List<string> _tags = [];
    private readonly List<ExternalId> _externalIds = [];
    private readonly List<LifecycleChange> _lifecycleChanges = [];
    private readonly List<OwnershipChange> _ownershipChanges = [];

    private Customer() { }

    public Id<Customer> Id { get; private set; } = Id<Customer>.New();
    public CustomerKind Kind { get; private set; }
    public string Name { get; private set; } = "";
    public IReadOnlyList<Relationship> Relationships => _relationships;
    public Market? Market { get; private set; }

    public string? GivenName { get; private set; }
    public string? FamilyName { get; private set; }
    public DateOnly? BirthDate { get; private set; }
    public IncomeBand? IncomeBand { get; private set; }

    public string? LegalName { get; private set; }
    public string? RegistrationNumber { get; private set; }
    public int? EmployeeCount { get; private set; }

    /// <summary>Follows from <see cref="EmployeeCount"/>; unknown (null) without it.</summary>
    public SizeClass? SizeClass { get; private set; }
    public decimal? AnnualRevenueAmount { get; private set; }
    public string? AnnualRevenueCurrency { get; private set; }
    public string? Industry { get; private set; }
    public Id<Customer>? ParentId { get; private set; }

    /// <summary>A BCP 47 language tag, such as de or zh-Hans.</summary>
    public string? PreferredLanguage { get; private set; }
    public ChannelType? PreferredChannel { get; private set; }

    /// <summary>A name of the IANA time zone database, such as Europe/Berlin.</summary>
    public string? TimeZone { get; private set; }
    public string? Notes { get; private set; }

    public Lifecycle Lifecycle { get; private set; }

    /// <summary>Those of this change only; what was before is not loaded with the customer. The same holds for <see cref="OwnershipChanges"/>.</summary>
    public IReadOnlyList<LifecycleChange> LifecycleChanges => _lifecycleChanges;

    /// <summary>The user responsible.</summary>
    public Id<User>? OwnerId { get; private set; }

    /// <summary>The team that looks after it, with an owner or without.</summary>
    public Id<Team>? TeamId { get; private set; }

    /// <summary>The part of the market that it lies in.</summary>
    public Id<Territory>? TerritoryId { get; private set; }
    public IReadOnlyList<OwnershipChange> OwnershipChanges => _ownershipChanges;
    public Credit Credit { get; private set; } = Credit.None;

    public IReadOnlyList<CustomerAddress> Addresses => _addresses;
    public IReadOnlyList<Channel> Channels => _channels;
    public IReadOnlyList<string> Tags => _tags;
    public CustomFields CustomFields { get; private set; } = CustomFields.None;
    public IReadOnlyCollection<ExternalId> ExternalIds => _externalIds;
    IEnumerable<string?> ISearchable.SearchedBy => [Name, LegalName, GivenName, FamilyName, RegistrationNumber];

    public Money? AnnualRevenue => AnnualRevenueAmount is { } amount ? new(amount, AnnualRevenueCurrency!) : null;

    public static Customer Register(CustomerProfile profile, Id<User>? owner, Id<Team>? team, Id<User>? by, DateTimeOffset now)
    {
        var customer = new Customer { Kind = profile.Kind };
        customer.Write(profile);
        customer.Lifecycle = customer._relationships.Exists(r => r != Relationship.Prospect) ? Lifecycle.Active : Lifecycle.Prospect;
        customer._lifecycleChanges.Add(new(customer.Id, null, customer.Lifecycle, null, by, now));
        customer.Own(owner, team, by, now);
        customer.Raise(new CustomerRegistered(customer.Id));
        return customer;
    }

    public void Change(CustomerProfile profile)
    {
        if (profile.Kind != Kind) throw CustomerErrors.KindIsFixed;
        Write(profile);
    }

    /// <summary>Puts an organisation under another one. <paramref name="ancestors"/> are the new parent and all above it.</summary>
    public void PutUnder(Id<Customer>? parent, IReadOnlyCollection<Id<Customer>> ancestors)
    {
        if (parent == ParentId) return;
        if (parent is not null && Kind != CustomerKind.Organization) throw CustomerErrors.OnlyOrganizationsHaveParents;
        if (parent == Id || ancestors.Contains(Id)) throw CustomerErrors.HierarchyCycle;
        ParentId = parent;
    }

    /// <summary>Says who is responsible: a user, a team, both or nobody.</summary>
    public void Assign(Id<User>? owner, Id<Team>? team, Id<User>? by, DateTimeOffset now)
    {
        if (OwnerId != owner) Raise(new CustomerHandedOver(Id, OwnerId, owner));
        Own(owner, team, by, now);
    }

    public void PutInto(Id<Territory>? territory) => TerritoryId = territory;

    public void SetCredit(Credit credit) => Credit = credit.Clean();

    public void MoveTo(Lifecycle lifecycle, string? reason, Id<User>? by, DateTimeOffset now)
    {
        if (Lifecycle == lifecycle) return;
        if (!CanMove(Lifecycle, lifecycle)) throw CustomerErrors.LifecycleStep(Lifecycle, lifecycle);
        _lifecycleChanges.Add(new(Id, Lifecycle, lifecycle, Text.Clean(reason), by, now));
        Lifecycle = lifecycle;
    }

    /// <summary>An order makes a customer of a prospect and brings back who was dormant or lost.</summary>
    public void HasOrdered(Id<User>? by, DateTimeOffset now)
    {
        MoveTo(Lifecycle.Active, "An order was placed.", by, now);
        if (_relationships.Remove(Relationship.Prospect) && _relationships.Count == 0) _relationships.Add(Relationship.Customer);
    }

    private void Own(Id<User>? owner, Id<Team>? team, Id<User>? by, DateTimeOffset now)
    {
        if ((OwnerId, TeamId) == (owner, team)) return;
        _ownershipChanges.Add(new(Id, (OwnerId, TeamId), (owner, team), by, now));
        (OwnerId, TeamId) = (owner, team);
    }

    private string? DerivedName => PersonName.Of(GivenName, FamilyName) ?? LegalName;

    private static bool CanMove(Lifecycle from, Lifecycle to) => (from, to) switch
    {
        (Lifecycle.Prospect, Lifecycle.Active or Lifecycle.Lost) => true,
        (Lifecycle.Active, Lifecycle.Dormant or Lifecycle.Lost) => true,
        (Lifecycle.Dormant, Lifecycle.Active or Lifecycle.Lost) => true,
        (Lifecycle.Lost, Lifecycle.Active) => true,
        _ => false,
    };

    private void Write(CustomerProfile p)
    {
        var heldDerived = DerivedName;
        GivenName = Text.Clean(p.GivenName);
        FamilyName = Text.Clean(p.FamilyName);
        BirthDate = p.BirthDate;
        IncomeBand = p.IncomeBand;
        LegalName = Text.Clean(p.LegalName);
        RegistrationNumber = Text.Clean(p.RegistrationNumber);
        EmployeeCount = p.EmployeeCount;
        SizeClass = p.EmployeeCount is { } n ? n < LargeFrom ? Customers.SizeClass.Small : Customers.SizeClass.Large : null;
        AnnualRevenueAmount = p.AnnualRevenue?.Rounded().Amount;
        AnnualRevenueCurrency = p.AnnualRevenue?.Currency;
        Industry = Text.Clean(p.Industry);
        EnsureFieldsFitKind();
        Name = PersonName.Follow(Text.Clean(p.Name), DerivedName, Name, heldDerived) ?? throw CustomerErrors.Nameless;
        _relationships = p.Relationships.Count == 0 ? [Relationship.Prospect] : [.. p.Relationships.Distinct().Order()];
        Market = p.Market;
        PreferredLanguage = Text.Clean(p.PreferredLanguage);
        PreferredChannel = p.PreferredChannel;
        TimeZone = Text.Clean(p.TimeZone);
        Notes = Text.Clean(p.Notes);
        CustomerAddress.Replace(_addresses, p.Addresses);
        Customers.Channels.Replace(_channels, p.Channels);
        _tags = Common.Tags.Clean(p.Tags);
        CustomFields = p.CustomFields;
        Common.ExternalIds.Replace(_externalIds, p.ExternalIds);
    }

    private void EnsureFieldsFitKind()
    {
        var person = GivenName ?? FamilyName ?? (object?)BirthDate ?? IncomeBand;
        var organization = LegalName ?? RegistrationNumber ?? (object?)EmployeeCount ?? AnnualRevenueAmount ?? (object?)Industry;
        if (Kind == CustomerKind.Organization && person is not null) throw CustomerErrors.PersonFieldsOnOrganization;
        if (Kind == CustomerKind.Person && organization is not null) throw CustomerErrors.OrganizationFieldsOnPerson;
    }
}
