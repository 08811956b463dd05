using Xunit;

namespace Crm.Architecture.Tests;

internal static class Offenders
{
    /// <summary>Fails with all of them, one a line, so that one run shows everything that is to be put right.</summary>
    public static void None<T>(IEnumerable<T> offenders)
    {
        var found = offenders.Select(o => o?.ToString()).Distinct().ToList();
        Assert.True(found.Count == 0, $"{found.Count} against the rule:{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }
}
