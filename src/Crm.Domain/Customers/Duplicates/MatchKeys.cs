using System.Security.Cryptography;
using System.Text;

namespace Crm.Domain.Customers.Duplicates;

/// <summary>
/// The keys by which likely duplicates find one another: two customers that can be one have at least one in common. An e-mail address, the end of a phone
/// number and a registration number are keys of their own; a name is one only together with a postal code or a domain, by the beginning and the end of each
/// of its words, of which a typing error leaves one as it is. Keys are hashes: they are compared and never read, and tell nobody's address.
/// </summary>
public static class MatchKeys
{
    private const int MostPlaces = 6;

    public static IReadOnlyList<long> Of(MatchFacts facts)
    {
        var places = Places(facts).Take(MostPlaces).ToList();
        var pieces = facts.Names.SelectMany(n => n.Words.SelectMany(Pieces).Append($"={n.Joined}")).Distinct().ToList();
        return [.. Signs(facts).Concat(from place in places from piece in pieces select $"{place}|{piece}").Select(Hash).Distinct().Order()];
    }

    /// <summary>Keys that whoever registers a customer holds meanwhile; few. Two customers of which one can be the duplicate of the other have one in common, unless they have nothing but the domain of their addresses in
    /// common and names of different words: all of a large domain would wait for each other.</summary>
    public static IReadOnlyList<long> Held(MatchFacts facts) =>
        [.. Signs(facts).Concat(facts.PostalCodes.Select(p => $"c:{p}").Take(MostPlaces)).Concat(from domain in facts.Domains.Take(MostPlaces) from name in facts.Names select $"d:{domain}|{string.Concat(name.Words.Order(StringComparer.Ordinal))}").Select(Hash).Distinct().Order()];

    private static IEnumerable<string> Signs(MatchFacts facts) =>
    [
        .. facts.Emails.Select(e => $"e:{e}"),
        .. facts.Phones.Select(p => $"p:{(p.Length > MatchFacts.PhoneEnd ? p[^MatchFacts.PhoneEnd..] : p)}"),
        .. facts.RegistrationNumber is { } number ? [$"r:{number}"] : Array.Empty<string>(),
    ];

    private static IEnumerable<string> Places(MatchFacts facts) => facts.PostalCodes.Select(p => $"c:{p}").Concat(facts.Domains.Select(d => $"d:{d}"));

    private static IEnumerable<string> Pieces(string word)
    {
        var length = word.Length switch { <= 3 => word.Length, <= 5 => 2, _ => 3 };
        return length == word.Length ? [$"={word}"] : [$"<{word[..length]}", $">{word[^length..]}"];
    }

    private static long Hash(string key) => BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
