using System.Globalization;
using Crm.Fuzz;
using Xunit;

namespace Crm.Tests.Contract;

/// <summary>Every operation of the document, called with valid and invalid data. What it checks stands in docs/decisions/0015-contract-fuzzer.md.</summary>
public sealed class ContractFuzzTests(FuzzedApp app) : IClassFixture<FuzzedApp>
{
    private const int Seed = 20260;
    private const int Requests = 9_000;

    [Fact]
    public async Task The_API_does_what_its_document_says()
    {
        var report = await app.Fuzz(new(Seed, Requests));

        Assert.True(report.Findings.Count == 0, $"{report.Table()}\n{report.Details()}");
    }

    /// <summary>The long run of <c>./dev fuzz</c>.</summary>
    [Fact(Explicit = true)]
    public async Task The_API_does_what_its_document_says_for_long()
    {
        var report = await app.Fuzz(new(Setting("CRM_FUZZ_SEED", Random.Shared.Next()), Setting("CRM_FUZZ_REQUESTS", 30_000)) { Progress = Console.WriteLine });

        Assert.Equal(0, FuzzProgram.Tell(report));
    }

    private static int Setting(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : usual;
}
