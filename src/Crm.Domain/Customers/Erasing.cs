using Crm.Domain.Common;

namespace Crm.Domain.Customers;

/// <summary>What stands in the place of what is erased and must not be empty.</summary>
public static class Erasing
{
    public const string Mark = "Erased";

    public static string? Marked(string? text) => text is null ? null : Mark;

    /// <summary>The country stays, for taxes follow from it.</summary>
    public static PostalAddress? Marked(PostalAddress? address) => address is null ? null : new() { Line1 = Mark, City = Mark, Country = address.Country };
}
