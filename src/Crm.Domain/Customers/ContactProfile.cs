using Crm.Domain.Common;

namespace Crm.Domain.Customers;

/// <summary>What a contact has to say or do at its customer.</summary>
public enum ContactRole { DecisionMaker, Buyer, User, Billing, Technical, Other }

/// <summary>What a caller may write about a contact. It replaces everything: what is left out is emptied.</summary>
public sealed record ContactProfile
{
    public string? GivenName { get; init; }
    public string? FamilyName { get; init; }

    /// <summary>The name to show; made of given and family name when it is left out.</summary>
    public string? Name { get; init; }
    public string? JobTitle { get; init; }
    public string? Department { get; init; }
    public IReadOnlyCollection<ContactRole> Roles { get; init; } = [];
    public IReadOnlyCollection<ChannelData> Channels { get; init; } = [];

    /// <summary>A BCP 47 tag, such as zh-Hans.</summary>
    public string? PreferredLanguage { get; init; }
    public DateOnly? BirthDate { get; init; }
    public string? Notes { get; init; }
    public IReadOnlyCollection<string> Tags { get; init; } = [];
    public CustomFields CustomFields { get; init; } = CustomFields.None;
    public IReadOnlyCollection<ExternalId> ExternalIds { get; init; } = [];

    /// <summary>The contact as it is, to change a part of it.</summary>
    public static ContactProfile Of(Contact contact) => new()
    {
        GivenName = contact.GivenName,
        FamilyName = contact.FamilyName,
        Name = contact.Name,
        JobTitle = contact.JobTitle,
        Department = contact.Department,
        Roles = contact.Roles,
        Channels = [.. contact.Channels.Select(c => new ChannelData(c.Type, c.Value, c.IsPrimary, c.Label))],
        PreferredLanguage = contact.PreferredLanguage,
        BirthDate = contact.BirthDate,
        Notes = contact.Notes,
        Tags = contact.Tags,
        CustomFields = contact.CustomFields,
        ExternalIds = contact.ExternalIds,
    };
}
