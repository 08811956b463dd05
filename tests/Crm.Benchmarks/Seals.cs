using System.Text;
using BenchmarkDotNet.Attributes;
using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Persistence.Audit;

namespace Crm.Benchmarks;

/// <summary>What is signed and checked: the cursor of each page, the audit entry of each change.</summary>
public class Seals
{
    private static readonly Secrets Secrets = new("the secret of the benchmarks, for nothing else");
    private static readonly byte[] Values = Encoding.UTF8.GetBytes("""{"name":{"from":null,"to":"Grünwald & Söhne Maschinenbau GmbH"},"kind":{"from":null,"to":"organization"},"lifecycle":{"from":null,"to":"prospect"}}""");
    private static readonly byte[] Salt = new byte[16];

    private readonly CursorSigner _cursors = new(Secrets);
    private readonly AuditKeys _keys = new(Secrets, []);
    private readonly byte[] _place = Encoding.UTF8.GetBytes("""["Grünwald & Söhne","019f8a30-6a7c-7e52-b7a2-0e6d7b2f9a11"]""");
    private string _cursor = "";

    [GlobalSetup]
    public void Sign() => _cursor = _cursors.Sign(_place, "customers?sort=name");

    [Benchmark]
    public string SignCursor() => _cursors.Sign(_place, "customers?sort=name");

    [Benchmark]
    public byte[]? OpenCursor() => _cursors.Open(_cursor, "customers?sort=name");

    [Benchmark]
    public byte[] SealAuditEntry() => _keys.Mac(AuditKeys.HashOf(Salt, Values));
}
