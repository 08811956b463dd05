using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Crm.Application.Common;
using Crm.Application.Customers.Customers;

namespace Crm.Benchmarks;

/// <summary>A customer as it comes in, read strictly, and as it is written.</summary>
public class Json
{
    private static readonly byte[] Sent =
        """
        {"kind":"organization","name":"Grünwald & Söhne Maschinenbau GmbH","relationships":["customer","partner"],"market":"business","legalName":"Grünwald & Söhne Maschinenbau GmbH","registrationNumber":"HRB 12345","employeeCount":250,
        "industry":"machinery","preferredLanguage":"de","timeZone":"Europe/Berlin","notes":"Prefers to be called in the morning.","tags":["fair-2025","key-account"],
        "addresses":[{"type":"billing","address":{"line1":"Lindenstraße 5","postalCode":"80331","city":"München","country":"DE"}}],
        "channels":[{"type":"email","value":"verkauf@gruenwald-maschinen.example","isPrimary":true},{"type":"phone","value":"+49 89 1234567","isPrimary":true}],
        "externalIds":[{"system":"erp","id":"10045"}]}
        """u8.ToArray();

    private readonly byte[] _sent = Sent;
    private readonly RegisterCustomer _read = JsonSerializer.Deserialize<RegisterCustomer>(Sent, CrmJson.Options)!;

    [Benchmark]
    public RegisterCustomer? Read() => JsonSerializer.Deserialize<RegisterCustomer>(_sent, CrmJson.Options);

    [Benchmark]
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(_read, CrmJson.Options);
}
