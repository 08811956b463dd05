using BenchmarkDotNet.Attributes;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Duplicates;

namespace Crm.Benchmarks;

/// <summary>What registering a customer compares it by.</summary>
public class Duplicates
{
    private readonly string _name = "Grünwald & Söhne Maschinenbau GmbH";
    private readonly MatchFacts _one = Facts("Grünwald & Söhne Maschinenbau GmbH", "verkauf@gruenwald-maschinen.example", "49891234567");
    private readonly MatchFacts _same = Facts("Gruenwald und Soehne Maschinenbau", "info@gruenwald-maschinen.example", "0891234567");
    private readonly MatchFacts _other = Facts("Northwind Traders Ltd", "orders@northwind.example", "442071234567");

    [Benchmark]
    public MatchFacts Facts() => Facts(_name, "verkauf@gruenwald-maschinen.example", "49891234567");

    [Benchmark]
    public IReadOnlyList<long> Keys() => MatchKeys.Of(_one);

    [Benchmark]
    public DuplicateMatch WeighAlike() => DuplicateRule.Weigh(_one, _same);

    [Benchmark]
    public DuplicateMatch WeighUnlike() => DuplicateRule.Weigh(_one, _other);

    private static MatchFacts Facts(string name, string email, string phone) =>
        MatchFacts.Of(CustomerKind.Organization, name, null, null, null, [(ChannelType.Email, email), (ChannelType.Phone, phone)], "HRB 12345", [], null);
}
