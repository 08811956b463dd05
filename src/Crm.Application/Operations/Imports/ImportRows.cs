using System.Text.Json.Nodes;
using Crm.Application.Common;

namespace Crm.Application.Operations.Imports;

/// <summary>One row of a file.</summary>
/// <param name="Number">Counted from 1, without the header.</param>
public abstract record SourceRow(long Number);

/// <summary>Cells, in the order of the columns.</summary>
public sealed record CellRow(long Number, IReadOnlyList<string> Cells) : SourceRow(Number);

/// <summary>An object's members, those of inner objects under their names with points between.</summary>
public sealed record JsonRow(long Number, IReadOnlyDictionary<string, JsonNode?> Members) : SourceRow(Number);

/// <summary>What is no row.</summary>
public sealed record BadRow(long Number, string Code, string Message) : SourceRow(Number);

/// <summary>Why a row was not taken.</summary>
/// <param name="Code">A code of the page of errors.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Column">The column that it is about; null when it is about the row.</param>
public sealed record ImportProblem(string Code, string Message, string? Column);

/// <summary>A record that a row names by something else than its id.</summary>
internal sealed record PendingReference(JsonObject At, string Member, ReferredBy By, string Value, string Column);

/// <summary>What a row, or several that belong together, say of one record.</summary>
public sealed class ImportItem(long number)
{
    public long Number { get; } = number;

    /// <summary>Rows of the file that it was read from.</summary>
    public int Rows { get; internal set; } = 1;

    internal JsonObject Body { get; } = [];
    internal ExternalKey? Key { get; set; }
    internal List<PendingReference> References { get; } = [];
    internal List<ImportProblem> Problems { get; } = [];

    /// <summary>What it refers to and was not found.</summary>
    internal IEnumerable<PendingReference> Missing => References.Where(r => r.At[r.Member] is null);
}
