using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using FluentValidation;

namespace Crm.Application.Customers.Contacts;

/// <summary>What a caller may write about a contact.</summary>
public record ContactInput
{
    public string? GivenName { get; init; }
    public string? FamilyName { get; init; }

    /// <summary>The name to show; may be left out when there is a given or a family name, and then follows them.</summary>
    public string? Name { get; init; }
    public string? JobTitle { get; init; }
    public string? Department { get; init; }
    public IReadOnlyList<ContactRole>? Roles { get; init; }

    /// <summary>Who it reports to: another contact of the same customer.</summary>
    public Id<Contact>? ManagerId { get; init; }

    /// <summary>Whether the customer is reached through this one first. The primary contact before it no longer is.</summary>
    public bool IsPrimary { get; init; }
    public IReadOnlyList<ChannelInput>? Channels { get; init; }

    /// <summary>A BCP 47 language tag, such as de or zh-Hans.</summary>
    public string? PreferredLanguage { get; init; }
    public DateOnly? BirthDate { get; init; }
    public string? Notes { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Values of declared custom fields, by key.</summary>
    public CustomFields? CustomFields { get; init; }
    public IReadOnlyList<ExternalIdInput>? ExternalIds { get; init; }

    internal static ContactInput Of(Contact c) => new()
    {
        GivenName = c.GivenName,
        FamilyName = c.FamilyName,
        Name = c.Name,
        JobTitle = c.JobTitle,
        Department = c.Department,
        Roles = c.Roles,
        ManagerId = c.ManagerId,
        IsPrimary = c.IsPrimary,
        Channels = ChannelInput.Of(c.Channels),
        PreferredLanguage = c.PreferredLanguage,
        BirthDate = c.BirthDate,
        Notes = c.Notes,
        Tags = c.Tags,
        CustomFields = c.CustomFields,
        ExternalIds = ExternalIdInput.Of(c.ExternalIds),
    };

    internal ContactProfile ToProfile() => new()
    {
        GivenName = GivenName,
        FamilyName = FamilyName,
        Name = Name,
        JobTitle = JobTitle,
        Department = Department,
        Roles = Roles ?? [],
        Channels = [.. (Channels ?? []).Select(c => c.ToData())],
        PreferredLanguage = PreferredLanguage,
        BirthDate = BirthDate,
        Notes = Notes,
        Tags = Tags ?? [],
        CustomFields = CustomFields ?? CustomFields.None,
        ExternalIds = [.. (ExternalIds ?? []).Select(e => new ExternalId(e.System, e.Id))],
    };
}

internal sealed class ContactInputValidator : AbstractValidator<ContactInput>
{
    public ContactInputValidator()
    {
        RuleFor(c => c.GivenName).Line(Contact.GivenNameMax);
        RuleFor(c => c.FamilyName).Line(Contact.FamilyNameMax);
        RuleFor(c => c.Name).Line(Contact.NameMax);
        RuleFor(c => c.JobTitle).Line(Contact.JobTitleMax);
        RuleFor(c => c.Department).Line(Contact.DepartmentMax);
        RuleFor(c => c.Roles).NoRepeats();
        RuleFor(c => c.PreferredLanguage).Language();
        RuleFor(c => c.BirthDate).SensibleDate();
        RuleFor(c => c.Notes).Block(Contact.NotesMax);
        this.Channels(c => c.Channels);
        this.Tags(c => c.Tags);
        this.ExternalIds(c => c.ExternalIds);
    }
}
