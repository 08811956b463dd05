using System.Threading.Channels;
using Crm.Application.Operations.Imports;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Operations;
using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Jobs;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Imports;

/// <summary>What the three kinds of work on an import have in common: it is begun where it was left off, and ends with its job.</summary>
internal abstract class ImportWork(CrmDb db, Caller caller, ImportChunks chunks, IImportFiles files) : IJobWork
{
    public abstract JobKind Kind { get; }

    public async Task Run(JobRun run, CancellationToken ct)
    {
        var id = new Id<Import>(run.Job.SubjectId);
        var import = await db.Imports.AsNoTracking().SingleAsync(i => i.Id == id, ct);
        caller.Do(Act.Create);
        await chunks.Prepare(import, ct);
        await Work(import, run, ct);
        await using var transaction = await db.BeginAsync(ct);
        await run.Succeed(db, ct);
        await transaction.CommitAsync(CancellationToken.None);   // what stops the work now comes too late
    }

    protected abstract Task Work(Import import, JobRun run, CancellationToken ct);

    /// <summary>Goes through the rows that are not done yet. The next ones are read while these are done.</summary>
    protected async Task Through(Import import, JobRun run, Func<IReadOnlyList<ImportItem>, long, long, ImportCounts, Task<ImportCounts>> step, CancellationToken ct)
    {
        var file = await db.StoredFiles.AsNoTracking().SingleOrDefaultAsync(f => f.Id == import.FileId, ct) ?? throw ImportErrors.NoFile;
        var total = 0L;
        await foreach (var row in files.Read(file, import.File!, import.Terms, ct)) total = row.Number;
        var (position, counts) = (import.Position, import.Counts);
        run.Report(position, total);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ahead = Channel.CreateBounded<IReadOnlyList<ImportItem>>(1);
        var reading = Read(import, file, position, ahead.Writer, stop.Token);
        try
        {
            await foreach (var items in ahead.Reader.ReadAllAsync(ct))
            {
                var to = position + items.Sum(i => i.Rows);
                counts = await step(items, position, to, counts with { Rows = to });
                run.Report(position = to, total);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private async Task Read(Import import, StoredFile file, long done, ChannelWriter<IReadOnlyList<ImportItem>> to, CancellationToken ct)
    {
        Exception? error = null;
        try
        {
            await foreach (var items in chunks.Items(files.Read(file, import.File!, import.Terms, ct).Where(r => r.Number > done), ImportChunks.SizeFor(import.Resource), ct)) await to.WriteAsync(items, ct);
        }
        catch (Exception e)
        {
            error = e;
        }
        to.Complete(error);   // whoever reads the other end, meets it
    }

    protected static ImportCounts Counted(ImportCounts counts, IEnumerable<ImportRow> rows) => rows.Aggregate(counts, (c, r) => c.With(r.Outcome));
}

/// <summary>Tries every row and undoes it again.</summary>
internal sealed class ImportCheckWork(CrmDb db, Caller caller, ImportChunks chunks, IImportFiles files, ImportLedger ledger) : ImportWork(db, caller, chunks, files)
{
    private readonly CrmDb _db = db;
    private readonly ImportChunks _chunks = chunks;

    public override JobKind Kind => JobKind.ImportCheck;

    protected override async Task Work(Import import, JobRun run, CancellationToken ct)
    {
        if (import.Position == 0) await ledger.Clear(import, ct);
        await Through(import, run, async (items, from, to, counts) =>
        {
            var rows = await _chunks.Try(import, items, ct);
            counts = Counted(counts, rows);
            await using var transaction = await _db.BeginAsync(ct);
            await ledger.Advance(import, run.Job, from, to, counts, ct);
            await ledger.Write([.. rows.Where(r => r.Outcome == ImportOutcome.Failed)], ct);
            await transaction.CommitAsync(ct);
            return counts;
        }, ct);
    }
}

/// <summary>Does every row.</summary>
internal sealed class ImportRunWork(CrmDb db, Caller caller, ImportChunks chunks, IImportFiles files, ImportLedger ledger) : ImportWork(db, caller, chunks, files)
{
    private readonly ImportChunks _chunks = chunks;

    public override JobKind Kind => JobKind.ImportRun;

    protected override async Task Work(Import import, JobRun run, CancellationToken ct)
    {
        if (import.Position == 0) await ledger.Clear(import, ct);
        await Through(import, run, async (items, from, to, before) =>
        {
            var counts = before;
            await _chunks.Do(import, items, async rows =>
            {
                counts = Counted(before, rows);
                await ledger.Advance(import, run.Job, from, to, counts, ct);
                await ledger.Write(rows, ct);
            }, ct);
            return counts;
        }, ct);
    }
}

/// <summary>Takes back what was done, the last row first.</summary>
internal sealed class ImportUndoWork(CrmDb db, Caller caller, ImportChunks chunks, IImportFiles files, ImportLedger ledger) : ImportWork(db, caller, chunks, files)
{
    private const int Step = 500;

    private readonly ImportChunks _chunks = chunks;

    public override JobKind Kind => JobKind.ImportUndo;

    protected override async Task Work(Import import, JobRun run, CancellationToken ct)
    {
        var (counts, done) = (import.Counts, import.Counts.TakenBack + import.Counts.Kept);
        var total = import.Counts.Created + import.Counts.Changed;
        run.Report(done, total);
        var last = long.MaxValue;
        while (await ledger.Done(import, last, Step, ct) is { Count: > 0 } rows)
        {
            last = rows[^1].Number;
            var before = counts;
            await _chunks.Undo(import, rows, async undone =>
            {
                counts = Counted(before, undone);
                await ledger.Advance(import, run.Job, import.Position, import.Position, counts, ct);
                await ledger.Replace(import, undone, ct);
            }, ct);
            run.Report(done += rows.Count, total);
        }
    }
}
