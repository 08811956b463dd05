using System.Text.RegularExpressions;
using Xunit;

namespace Crm.Architecture.Tests;

/// <summary>Rules that only the sources tell.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void There_are_sources_to_check() => Assert.True(Solution.Sources.Count > 100);

    [Fact]
    public void Nobody_asks_the_machine_for_the_time() => Offenders.None(FilesWith(MachineTime()));

    [Fact]
    public void The_domain_is_told_the_time() =>
        Offenders.None(Solution.Sources.Where(s => s.Key.StartsWith("src/Crm.Domain/", StringComparison.Ordinal) && s.Value.Contains("TimeProvider", StringComparison.Ordinal)).Select(s => s.Key));

    [Fact]
    public void Nothing_is_left_to_be_done() => Offenders.None(FilesWith(Unfinished()));

    [Fact]
    public void Files_stay_short() => Offenders.None(Solution.Sources.Where(s => s.Value.Count(c => c == '\n') > 300).Select(s => s.Key));

    [Fact]
    public void Only_one_place_knows_status_codes() =>
        Offenders.None(FilesWith(StatusCode()).Where(f => f.StartsWith("src/Crm.Domain/", StringComparison.Ordinal) || f.StartsWith("src/Crm.Application/", StringComparison.Ordinal)
            || f.StartsWith("src/Crm.Infrastructure/", StringComparison.Ordinal)));

    // A better hash of the same password, kept when somebody signs in, is no change of the user; when a clock is looked at next, is none of the ticket.
    [Fact]
    public void What_changes_rows_past_the_aggregates_tells_the_audit() =>
        Offenders.None(FilesWith(PastAggregates()).Where(f => f.StartsWith("src/Crm.Application/", StringComparison.Ordinal) && !f.EndsWith("/SignIn.cs", StringComparison.Ordinal) && !f.EndsWith("/TicketClocks.cs", StringComparison.Ordinal) && !Solution.Sources[f].Contains("audit.Changed(", StringComparison.Ordinal)));

    private static IEnumerable<string> FilesWith(Regex what) => Solution.Sources.Where(s => what.IsMatch(s.Value)).Select(s => s.Key);

    [GeneratedRegex(@"\bDateTime(Offset)?\s*\.\s*(UtcNow|Now|Today)\b|\bStopwatch\b")]
    private static partial Regex MachineTime();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\bExecute(Update|Delete|Sql\w*)Async\b")]
    private static partial Regex PastAggregates();

    [GeneratedRegex(@"\b(StatusCodes\.|HttpStatusCode\.)")]
    private static partial Regex StatusCode();
}
