namespace Crm.Domain.Operations;

/// <summary>What can be imported.</summary>
public enum ImportResource { Customers, Contacts, Products, Orders, Tickets }

/// <summary>A file of rows and cells, or one with a JSON object a line.</summary>
public enum ImportFormat { Csv, Ndjson }

public enum ImportEncoding { Utf8, Utf16, Gb18030, Windows1252 }

/// <summary>What stands between two cells.</summary>
public enum ImportSeparator { Comma, Semicolon, Tab, Pipe }

/// <summary>What becomes of a row: only new records, only records that are there already, or both.</summary>
public enum ImportMode { Create, Update, Upsert }

/// <summary>What an empty cell does to a record that is there already.</summary>
public enum ImportEmptyCells { Keep, Clear }

/// <summary>How days are written in a file: year first, day first or month first.</summary>
public enum ImportDates { Iso, DayFirst, MonthFirst }

public enum ImportDecimals { Point, Comma }

/// <summary>How far an import is.</summary>
public enum ImportState { AwaitingFile, Ready, Checking, Checked, Importing, Imported, Stopped, Undoing, Undone }

/// <summary>The work that was last begun.</summary>
public enum ImportPhase { None, Check, Run, Undo }

/// <summary>What became of a row.</summary>
public enum ImportOutcome { Created, Changed, Unchanged, Failed, TakenBack, Kept }

/// <summary>Where the cells of a column go.</summary>
/// <param name="Column">The column as the file names it.</param>
/// <param name="Target">One of the targets of the resource, such as name or channels.email.</param>
public sealed record ImportColumn(string Column, string Target);

/// <summary>What stands in every row for a target, written as a cell.</summary>
public sealed record ImportConstant(string Target, string Value);

/// <summary>How a file is to be read and what its rows mean.</summary>
public sealed record ImportTerms
{
    public const int SystemMax = 60;
    public const int ColumnsMax = 500;
    public const int ColumnMax = 200;
    public const int TargetMax = 200;
    public const int ValueMax = 1000;

    public ImportMode Mode { get; init; }

    /// <summary>The system whose ids the target externalId has.</summary>
    public string? ExternalSystem { get; init; }

    /// <summary>Null to find out.</summary>
    public ImportEncoding? Encoding { get; init; }

    /// <summary>Null to find out.</summary>
    public ImportSeparator? Separator { get; init; }
    public bool HasHeader { get; init; } = true;
    public ImportDates Dates { get; init; }
    public ImportDecimals Decimals { get; init; }
    public ImportEmptyCells EmptyCells { get; init; }
    public bool AllowDuplicates { get; init; } = true;

    /// <summary>Null for what is suggested.</summary>
    public IReadOnlyList<ImportColumn>? Columns { get; init; }

    /// <summary>What stands for every row, by target.</summary>
    public IReadOnlyList<ImportConstant> Constants { get; init; } = [];
}

/// <summary>What was found out about a file.</summary>
public sealed record ImportFile(ImportFormat Format, ImportEncoding Encoding, ImportSeparator Separator, IReadOnlyList<string> Columns);

/// <summary>How many rows came to what.</summary>
public sealed record ImportCounts(long Rows, long Created, long Changed, long Unchanged, long Failed, long TakenBack, long Kept)
{
    public static ImportCounts None { get; } = new(0, 0, 0, 0, 0, 0, 0);

    public ImportCounts With(ImportOutcome outcome, int rows = 1) => outcome switch
    {
        ImportOutcome.Created => this with { Created = Created + rows },
        ImportOutcome.Changed => this with { Changed = Changed + rows },
        ImportOutcome.Unchanged => this with { Unchanged = Unchanged + rows },
        ImportOutcome.Failed => this with { Failed = Failed + rows },
        ImportOutcome.TakenBack => this with { TakenBack = TakenBack + rows },
        _ => this with { Kept = Kept + rows },
    };
}
