using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Operations;
using FluentValidation;

namespace Crm.Application.Operations.Imports;

/// <summary>How a file is read and what its rows mean.</summary>
public record ImportInput
{
    /// <summary>Whether rows become new records only, change what is there only, or both (upsert), which goes by the externalId.</summary>
    public ImportMode Mode { get; init; }

    /// <summary>The system whose ids the target externalId takes; records are found by them.</summary>
    public string? ExternalSystem { get; init; }

    /// <summary>How the file's characters are written; found out when not given.</summary>
    public ImportEncoding? Encoding { get; init; }

    /// <summary>What stands between two cells of a CSV file; found out when not given.</summary>
    public ImportSeparator? Separator { get; init; }

    /// <summary>Whether the first row of a CSV file names the columns; else they are called Column 1, Column 2 and so on.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>How days are written: as 2026-03-01 (iso), 1.3.2026 (dayFirst) or 3/1/2026 (monthFirst).</summary>
    public ImportDates Dates { get; init; }

    /// <summary>What stands before the decimals of a number.</summary>
    public ImportDecimals Decimals { get; init; }

    /// <summary>What an empty cell does to a record that is there: nothing (keep), or it takes the value away (clear; that of simple members).</summary>
    public ImportEmptyCells EmptyCells { get; init; }

    /// <summary>Whether customers are registered also when they seem to be there already. Without this each is compared, which takes many times as long.</summary>
    public bool AllowDuplicates { get; init; } = true;

    /// <summary>Where the columns go; what is suggested, when not given.</summary>
    public IReadOnlyList<ImportColumnInput>? Columns { get; init; }

    /// <summary>What stands in every row for a target that no column has.</summary>
    public IReadOnlyList<ImportConstantInput>? Constants { get; init; }

    internal static ImportInput Of(ImportTerms t) => new()
    {
        Mode = t.Mode,
        ExternalSystem = t.ExternalSystem,
        Encoding = t.Encoding,
        Separator = t.Separator,
        HasHeader = t.HasHeader,
        Dates = t.Dates,
        Decimals = t.Decimals,
        EmptyCells = t.EmptyCells,
        AllowDuplicates = t.AllowDuplicates,
        Columns = t.Columns?.Select(c => new ImportColumnInput(c.Column, c.Target)).ToList(),
        Constants = [.. t.Constants.Select(c => new ImportConstantInput(c.Target, c.Value))],
    };

    internal ImportTerms ToTerms() => new()
    {
        Mode = Mode,
        ExternalSystem = Domain.Common.Text.Clean(ExternalSystem)?.ToLowerInvariant(),
        Encoding = Encoding,
        Separator = Separator,
        HasHeader = HasHeader,
        Dates = Dates,
        Decimals = Decimals,
        EmptyCells = EmptyCells,
        AllowDuplicates = AllowDuplicates,
        Columns = Columns?.Select(c => new ImportColumn(c.Column, c.Target)).ToList(),
        Constants = [.. (Constants ?? []).Select(c => new ImportConstant(c.Target, c.Value))],
    };
}

/// <summary>Where the cells of a column go.</summary>
/// <param name="Column">The column as the file names it.</param>
/// <param name="Target">One of /import-targets, such as name or channels.email.</param>
public sealed record ImportColumnInput(string Column, string Target);

/// <summary>What stands in every row.</summary>
/// <param name="Target">One of /import-targets.</param>
/// <param name="Value">Written as a cell.</param>
public sealed record ImportConstantInput(string Target, string Value);

internal sealed class ImportInputValidator : AbstractValidator<ImportInput>
{
    public ImportInputValidator()
    {
        RuleFor(i => i.ExternalSystem).Line(ExternalId.SystemMax)
            .Holds(new() { Pattern = Rules.PrintableLine.Replace("]", ":]", StringComparison.Ordinal) }, s => s is null || !s.Contains(':')).WithErrorCode(InputErrors.ExternalIdColon).WithMessage("A system's name has no colon, because system:id names a record.");
        RuleFor(i => i.Columns).AtMost(ImportTerms.ColumnsMax);
        RuleForEach(i => i.Columns).ChildRules(c =>
        {
            c.RuleFor(x => x.Column).RequiredLine(ImportTerms.ColumnMax);
            c.RuleFor(x => x.Target).RequiredLine(ImportTerms.TargetMax);
        });
        RuleFor(i => i.Constants).AtMost(ImportTerms.ColumnsMax);
        RuleForEach(i => i.Constants).ChildRules(c =>
        {
            c.RuleFor(x => x.Target).RequiredLine(ImportTerms.TargetMax);
            c.RuleFor(x => x.Value).Block(ImportTerms.ValueMax);
        });
    }
}
