using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Operations;

/// <summary>A file whose rows are to become records: it is sent, mapped, tried out, run by a job and, when it was wrong, undone. How far the work is, its job writes past the aggregate.</summary>
public sealed class Import : Aggregate
{
    public const int FileNameMax = StoredFile.NameMax;

    private Import() { }

    public Id<Import> Id { get; private set; } = Id<Import>.New();
    public ImportResource Resource { get; private set; }
    public Id<User> StartedById { get; private set; }

    /// <summary>The key that it was begun with; null for a user's own sign-in.</summary>
    public Id<ApiKey>? StartedByKeyId { get; private set; }
    public ImportTerms Terms { get; private set; } = new();

    /// <summary>What was sent; null before, and when it is erased.</summary>
    public Id<StoredFile>? FileId { get; private set; }
    public ImportFile? File { get; private set; }
    public ImportPhase Phase { get; private set; }

    /// <summary>The job of the work that was last begun.</summary>
    public Id<Job>? JobId { get; private set; }

    /// <summary>Rows of the file that are done with in this phase: here the work goes on when it was interrupted.</summary>
    public long Position { get; private set; }

    /// <summary>Of the check, or of the run and what was undone of it.</summary>
    public ImportCounts Counts { get; private set; } = ImportCounts.None;

    public static Import Begin(ImportResource resource, ImportTerms terms, Id<User> by, Id<ApiKey>? key) => new() { Resource = resource, Terms = terms, StartedById = by, StartedByKeyId = key };

    /// <summary>How far it is, as the job of its phase says.</summary>
    public ImportState StateWith(JobState? job) => Phase switch
    {
        ImportPhase.None => FileId is null ? ImportState.AwaitingFile : ImportState.Ready,
        ImportPhase.Check => IsOpen(job) ? ImportState.Checking : job == JobState.Succeeded ? ImportState.Checked : ImportState.Ready,
        ImportPhase.Run => IsOpen(job) ? ImportState.Importing : job == JobState.Succeeded ? ImportState.Imported : ImportState.Stopped,
        _ => IsOpen(job) ? ImportState.Undoing : job == JobState.Succeeded ? ImportState.Undone : ImportState.Stopped,
    };

    public void Change(ImportTerms terms, JobState? job)
    {
        EnsureOpen(job);
        Terms = terms;
        ForgetCheck();
    }

    /// <summary>Takes a file, in the place of the one before it.</summary>
    public void Take(Id<StoredFile> file, ImportFile facts, JobState? job)
    {
        EnsureOpen(job);
        (FileId, File) = (file, facts);
        ForgetCheck();
    }

    /// <summary>Tries it out.</summary>
    public void Check(Id<Job> by, JobState? job)
    {
        EnsureOpen(job);
        EnsureFile();
        (Phase, JobId, Position, Counts) = (ImportPhase.Check, by, 0, ImportCounts.None);
    }

    /// <summary>Runs it; one that was stopped goes on where it stopped.</summary>
    public void Run(Id<Job> by, JobState? job)
    {
        if (!(Phase == ImportPhase.Run && StateWith(job) == ImportState.Stopped))
        {
            EnsureOpen(job);
            (Position, Counts) = (0, ImportCounts.None);
        }
        EnsureFile();
        (Phase, JobId) = (ImportPhase.Run, by);
    }

    /// <summary>Takes back what it has done so far.</summary>
    public void Undo(Id<Job> by, JobState? job)
    {
        if (StateWith(job) is not (ImportState.Imported or ImportState.Stopped)) throw ImportErrors.NothingToUndo(StateWith(job));
        (Phase, JobId) = (ImportPhase.Undo, by);
    }

    private static bool IsOpen(JobState? job) => job is JobState.Queued or JobState.Running;

    private void ForgetCheck() => (Phase, JobId, Position, Counts) = (ImportPhase.None, null, 0, ImportCounts.None);

    private void EnsureOpen(JobState? job)
    {
        if (StateWith(job) is not (ImportState.AwaitingFile or ImportState.Ready or ImportState.Checked)) throw ImportErrors.Begun(StateWith(job));
    }

    private void EnsureFile()
    {
        if (FileId is null) throw ImportErrors.NoFile;
    }
}

/// <summary>What became of one row of a run or a check.</summary>
public sealed class ImportRow
{
    private ImportRow() { }

    public Id<Import> ImportId { get; private set; }

    /// <summary>Counted from 1, without the header.</summary>
    public long Number { get; private set; }

    /// <summary>Rows of the file that tell of the record: this one and those behind it.</summary>
    public int Rows { get; private set; } = 1;
    public ImportOutcome Outcome { get; private set; }

    /// <summary>The record that it became.</summary>
    public Guid? RecordId { get; private set; }

    /// <summary>The record's version when the row was done: with another one, somebody has changed it since.</summary>
    public int? Version { get; private set; }

    /// <summary>Why it failed or was kept, in JSON.</summary>
    public string? Errors { get; private set; }

    /// <summary>What of the record was there before, in JSON.</summary>
    public string? Before { get; private set; }

    public static ImportRow Of(Id<Import> import, long number, ImportOutcome outcome, Guid? record, int? version, string? errors, string? before) =>
        new() { ImportId = import, Number = number, Outcome = outcome, RecordId = record, Version = version, Errors = errors, Before = before };

    public ImportRow Over(int rows)
    {
        Rows = rows;
        return this;
    }
}

public static class ImportErrors
{
    /// <summary>Why a record outlives the undoing of its import.</summary>
    public const string KeptCode = "import.kept";

    public static RuleBroken NoFile => new("import.no_file", "There is no file: it was not sent yet, or its time is over. Send it to /imports/{id}/content.");

    public static RuleBroken NotTried => new("import.not_tried", "The import was neither checked nor run: there are no rows yet that were not taken.");

    public static RuleBroken Begun(ImportState state) => new("import.begun", "The import has been begun: neither its file nor its terms can be changed, and it is run once. Undo it, and begin another one.", Of(state));

    public static RuleBroken NothingToUndo(ImportState state) => new("import.nothing_to_undo", "Only an import that was run, or was stopped while it ran, can be undone.", Of(state));

    /// <param name="why">The rest of the sentence.</param>
    public static RuleBroken Unreadable(string why) => new("import.unreadable", $"The file cannot be read: {why}.");

    public static RuleBroken NothingMapped => new("import.nothing_mapped", "No column of the file has a target: say in columns where they go.");

    public static RuleBroken TargetMissing(string target) => new("import.target_missing", $"New records need the target {target}: map a column to it, or give it a constant.", new Dictionary<string, object?> { ["target"] = target });

    public static RuleBroken NoExternalIds => new("import.no_external_ids", "What is there already is found by its external id: name the externalSystem and map a column to externalId.");

    private static Dictionary<string, object?> Of(ImportState state) => new() { ["state"] = char.ToLowerInvariant(state.ToString()[0]) + state.ToString()[1..] };
}
