namespace Crm.Domain.Common;

/// <summary>Where post or goods go. <see cref="Country"/> is ISO 3166-1 alpha-2; orders keep a copy, never a reference.</summary>
public sealed record PostalAddress
{
    public const int LineMax = 160;
    public const int CityMax = 100;
    public const int PostalCodeMax = 20;

    /// <summary>Who receives it: a person or a company.</summary>
    public string? Recipient { get; init; }
    public required string Line1 { get; init; }
    public string? Line2 { get; init; }
    public string? PostalCode { get; init; }
    public required string City { get; init; }

    /// <summary>State, province or region.</summary>
    public string? Region { get; init; }

    /// <summary>ISO 3166-1 alpha-2 code, such as DE.</summary>
    public required string Country { get; init; }

    public PostalAddress Clean() => new()
    {
        Recipient = Text.Clean(Recipient),
        Line1 = Text.Required(Line1),
        Line2 = Text.Clean(Line2),
        PostalCode = Text.Clean(PostalCode),
        City = Text.Required(City),
        Region = Text.Clean(Region),
        Country = Text.Required(Country).ToUpperInvariant(),
    };
}
