using Crm.Domain.Common;

namespace Crm.Domain.Customers.Duplicates;

/// <summary>What a customer is recognised by, in the forms that are compared.</summary>
public sealed class MatchFacts
{
    /// <summary>Two numbers are one from so many digits on that they end in: with the country and the area in front, or without.</summary>
    internal const int PhoneEnd = 7;

    private const int ShortestPhone = 5;

    private MatchFacts() { }

    public required CustomerKind Kind { get; init; }
    public required IReadOnlyList<NameForm> Names { get; init; }
    public required IReadOnlyList<string> Emails { get; init; }

    /// <summary>The domains of the e-mail addresses and of the web, those of everybody left out.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>The digits, without leading zeros.</summary>
    public required IReadOnlyList<string> Phones { get; init; }
    public required string? RegistrationNumber { get; init; }

    /// <summary>With the country before them.</summary>
    public required IReadOnlyList<string> PostalCodes { get; init; }
    public required DateOnly? BirthDate { get; init; }

    public static MatchFacts Of(Customer c) => Of(
        c.Kind, c.Name, c.LegalName, c.GivenName, c.FamilyName, [.. c.Channels.Select(x => (x.Type, x.Normalized))], c.RegistrationNumber, [.. c.Addresses.Select(a => a.Address)], c.BirthDate);

    public static MatchFacts Of(CustomerKind kind, string name, string? legalName, string? givenName, string? familyName, IReadOnlyCollection<(ChannelType Type, string Normalized)> channels, string? registrationNumber,
        IEnumerable<PostalAddress> addresses, DateOnly? birthDate)
    {
        List<string> emails = [.. channels.Where(c => c.Type == ChannelType.Email).Select(c => Text.Required(c.Normalized.Normalize(System.Text.NormalizationForm.FormKC))).Distinct()];
        return new()
        {
            Kind = kind,
            Names = [.. new[] { name, legalName, PersonName.Of(givenName, familyName) }.OfType<string>().Distinct().Select(n => NameForm.Of(n, kind)).Where(n => n.Words.Count > 0)],
            Emails = emails,
            Domains = [.. emails.Select(e => e[(e.IndexOf('@', StringComparison.Ordinal) + 1)..]).Concat(channels.Where(c => c.Type == ChannelType.Web).Select(c => Host(c.Normalized))).OfType<string>()
                .Where(d => !FreeMail.Holds(d)).Distinct()],
            Phones = [.. channels.Where(c => c.Type is ChannelType.Phone or ChannelType.Mobile or ChannelType.Whatsapp).Select(c => c.Normalized.TrimStart('0')).Where(p => p.Length >= ShortestPhone).Distinct()],
            RegistrationNumber = Sign(registrationNumber) is { Length: >= 3 } sign ? sign : null,
            PostalCodes = [.. addresses.Select(a => a.PostalCode is null ? null : PostalCode(a.Country, a.PostalCode)).OfType<string>().Distinct()],
            BirthDate = birthDate,
        };
    }

    /// <summary>Whether two numbers are one: the same digits, or one with what is dialled before the other.</summary>
    internal static bool IsSamePhone(string a, string b) => a == b || (Math.Min(a.Length, b.Length) >= PhoneEnd && (a.EndsWith(b, StringComparison.Ordinal) || b.EndsWith(a, StringComparison.Ordinal)));

    private static string Sign(string? s) => s is null ? "" : string.Concat(Folding.Of(s).Where(char.IsLetterOrDigit));

    private static string? PostalCode(string country, string code)
    {
        var sign = Sign(code);
        var digits = sign.TrimStart([.. "abcdefghijklmnopqrstuvwxyz"]);
        if (sign.Length - digits.Length <= 3 && digits.Length >= 4 && digits.All(char.IsDigit)) sign = digits;   // D-10115
        return sign.Length == 0 ? null : $"{country.ToLowerInvariant()}:{sign}";
    }

    private static string? Host(string web)
    {
        var address = web.Contains("://", StringComparison.Ordinal) ? web : $"http://{web}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !uri.Host.Contains('.', StringComparison.Ordinal)) return null;
        return uri.Host.StartsWith("www.", StringComparison.Ordinal) ? uri.Host[4..] : uri.Host;
    }
}
