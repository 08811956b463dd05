using System.Globalization;
using Crm.Fuzz;
using Xunit;

namespace Crm.Tests.Contract;

/// <summary>Every operation of the document, called with valid and invalid data. What it checks stands in docs/decisions/0015-contract-fuzzer.md.</summary>
public sealed class ContractFuzzTests(FuzzedApp app) : IClassFixture<FuzzedApp>
{
    private const int Seed = 20260;
    private const int Requests = 2_500;

    // Acts at the end of a long chain of states (a return of a part of a delivery) take more requests than a short run has; the long one has to reach them all.
    private const double Reached = 0.75;

    /// <summary>Brief enough for every commit; <c>./dev fuzz</c> goes on for longer, from another seed.</summary>
    [Fact]
    public async Task The_API_does_what_its_document_says()
    {
        var report = await app.Fuzz(new(Seed, Requests) { MutationsPerRound = 4 });
        TestContext.Current.SendDiagnosticMessage(report.Table());

        var findings = report.Findings.Where(f => f.Kind != FindingKind.NeverSucceeds).ToList();
        Assert.True(findings.Count == 0, $"{string.Join("\n\n", findings)}\n{report.Table()}");
        Assert.True(report.Succeeded.Count >= Reached * report.Operations.Count, report.Table());
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
