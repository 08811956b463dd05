using System.Globalization;
using System.Text;

namespace Crm.Fuzz;

/// <summary>What a run has done and found.</summary>
public sealed class FuzzReport(Session session, IReadOnlyList<Operation> operations)
{
    public int Requests => session.Client.Sent;

    public IReadOnlyList<Operation> Operations => operations;

    public IReadOnlyList<Operation> Succeeded => [.. operations.Where(o => session.Succeeded.ContainsKey(o.Id))];

    public IReadOnlyList<Finding> Findings => session.Findings.All;

    /// <summary>A line for each operation, then the totals.</summary>
    public string Table()
    {
        var text = new StringBuilder();
        var width = operations.Max(o => o.Id.Length) + 2;
        text.AppendLine(CultureInfo.InvariantCulture, $"{"operation".PadRight(width)}{"requests",9}{"2xx",7}{"findings",10}  statuses");
        foreach (var operation in operations.OrderBy(o => o.Id, StringComparer.Ordinal))
        {
            var counts = session.Client.Statuses.GetValueOrDefault(operation.Id) ?? [];
            text.AppendLine(CultureInfo.InvariantCulture, $"{operation.Id.PadRight(width)}{counts.Values.Sum(),9}{counts.Where(c => c.Key is >= 200 and < 300).Sum(c => c.Value),7}{Findings.Count(f => f.Operation == operation),10}  {string.Join(" ", counts.Select(c => $"{c.Key}:{c.Value}"))}");
        }
        text.AppendLine(CultureInfo.InvariantCulture, $"{operations.Count} operations, {Succeeded.Count} of them succeeded at least once; {Requests} requests, seed {session.Options.Seed}, {Findings.Count} findings");
        foreach (var kind in Findings.GroupBy(f => f.Kind).OrderBy(g => g.Key)) text.AppendLine(CultureInfo.InvariantCulture, $"  {kind.Key}: {kind.Count()}");
        return text.ToString();
    }

    /// <summary>Every finding with the line that shows it.</summary>
    public string Details() => string.Join("\n\n", Findings.OrderBy(f => f.Kind).ThenBy(f => f.Where, StringComparer.Ordinal).ThenBy(f => f.Operation.Path, StringComparer.Ordinal).Select(f => $"{f}\n    seen {session.Findings.CountOf(f)} times"));
}
