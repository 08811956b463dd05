using Crm.Domain.Common;

namespace Crm.Domain.Customers;

/// <summary>A person at a customer.</summary>
public sealed partial class Contact : ArchivableAggregate, IHasExternalIds, IHasChannels, ISearchable
{
    public const int GivenNameMax = 100;
    public const int FamilyNameMax = 100;

    /// <summary>Room for both parts and the space between them.</summary>
    public const int NameMax = GivenNameMax + FamilyNameMax + 1;
    public const int JobTitleMax = 120;
    public const int DepartmentMax = 120;

    /// <summary>The longest tag that BCP 47 asks implementations to hold (RFC 5646, 4.4.1).</summary>
    public const int PreferredLanguageMax = 35;
    public const int NotesMax = 4000;

    private readonly List<Channel> _channels = [];
    private readonly List<ExternalId> _externalIds = [];
    private List<ContactRole> _roles = [];
    private List<string> _tags = [];

    private Contact() { }

    public Id<Contact> Id { get; private set; } = Id<Contact>.New();
    public Id<Customer> CustomerId { get; private set; }
    public string? GivenName { get; private set; }
    public string? FamilyName { get; private set; }

    /// <summary>The name to show.</summary>
    public string Name { get; private set; } = "";
    public string? JobTitle { get; private set; }
    public string? Department { get; private set; }

    /// <summary>Each role once, in the order of the enumeration.</summary>
    public IReadOnlyList<ContactRole> Roles => _roles;
    public IReadOnlyList<Channel> Channels => _channels;

    /// <summary>A BCP 47 tag.</summary>
    public string? PreferredLanguage { get; private set; }
    public DateOnly? BirthDate { get; private set; }

    /// <summary>Another contact of the same customer.</summary>
    public Id<Contact>? ManagerId { get; private set; }

    /// <summary>Whether the customer is reached through this one first; one a customer.</summary>
    public bool IsPrimary { get; private set; }
    public string? Notes { get; private set; }
    public IReadOnlyList<string> Tags => _tags;
    public CustomFields CustomFields { get; private set; } = CustomFields.None;
    public IReadOnlyCollection<ExternalId> ExternalIds => _externalIds;
    IEnumerable<string?> ISearchable.SearchedBy => [Name, GivenName, FamilyName, JobTitle, Department];

    public static Contact Register(Id<Customer> customer, ContactProfile profile)
    {
        var contact = new Contact { CustomerId = customer };
        contact.Change(profile);
        contact.Raise(new ContactRegistered(contact.Id, customer));
        return contact;
    }

    /// <summary>Replaces what callers may write. A name made of given and family name follows them when they change.</summary>
    public void Change(ContactProfile profile)
    {
        ChangeName(Text.Clean(profile.GivenName), Text.Clean(profile.FamilyName), Text.Clean(profile.Name));
        JobTitle = Text.Clean(profile.JobTitle);
        Department = Text.Clean(profile.Department);
        _roles = [.. profile.Roles.Distinct().Order()];
        Customers.Channels.Replace(_channels, [.. profile.Channels]);
        PreferredLanguage = Text.Clean(profile.PreferredLanguage);
        BirthDate = profile.BirthDate;
        Notes = Text.Clean(profile.Notes);
        _tags = Common.Tags.Clean(profile.Tags);
        CustomFields = profile.CustomFields;
        Common.ExternalIds.Replace(_externalIds, profile.ExternalIds);
    }

    /// <summary>Names who the contact reports to; nobody when <paramref name="manager"/> is null.</summary>
    /// <param name="chainAbove">The ids of the manager's manager, of that one's manager, and so on to the top.</param>
    public void ReportTo(Contact? manager, IReadOnlyCollection<Id<Contact>> chainAbove)
    {
        if (manager?.Id == ManagerId) return;
        if (manager is not null)
        {
            if (manager.Id == Id) throw ContactErrors.OwnManager;
            if (manager.CustomerId != CustomerId) throw ContactErrors.ManagerOfOtherCustomer;
            if (manager.ArchivedAt is not null) throw ContactErrors.ManagerArchived;
            if (chainAbove.Contains(Id)) throw ContactErrors.ManagerCycle;
        }
        ManagerId = manager?.Id;
    }

    /// <summary>Makes it the customer's primary contact. The one before has to <see cref="StepDown"/> first.</summary>
    public void MakePrimary()
    {
        if (ArchivedAt is not null) throw ContactErrors.Archived;
        IsPrimary = true;
    }

    public void StepDown() => IsPrimary = false;

    /// <summary>Takes the person to another customer. What happened at the old one stays there, and so do its manager and its being primary.</summary>
    public void MoveTo(Id<Customer> customer)
    {
        if (customer == CustomerId) return;
        Raise(new ContactMoved(Id, CustomerId, customer));
        CustomerId = customer;
        ManagerId = null;
        StepDown();
    }

    // The place of the primary contact is free at once, and coming back from the archive never collides with a successor.
    protected override void EnsureArchivable() => StepDown();

    private void ChangeName(string? given, string? family, string? name)
    {
        Name = PersonName.Follow(name, PersonName.Of(given, family), Name, PersonName.Of(GivenName, FamilyName)) ?? throw ContactErrors.NameMissing;
        GivenName = given;
        FamilyName = family;
    }
}
