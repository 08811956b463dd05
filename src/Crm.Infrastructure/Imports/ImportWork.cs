using System.Threading.Channels;
using Crm.Application.Operations;
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
    protected async Task Through(Import import, JobRun run, Func<ImportLane, ImportStep, CancellationToken, Task<ImportCounts>> work, CancellationToken ct)
    {
        var file = await db.StoredFiles.AsNoTracking().SingleOrDefaultAsync(f => f.Id == import.FileId, ct) ?? throw ImportErrors.NoFile;
        var total = 0L;
        await foreach (var row in files.Read(file, import.File!, import.Terms, ct)) total = row.Number;
        run.Report(import.Position, total);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ahead = Channel.CreateBounded<IReadOnlyList<ImportItem>>(1);
        var reading = Read(import, file, import.Position, ahead.Writer, stop.Token);
        try
        {
            await ImportLanes.Go(run, import, ahead.Reader.ReadAllAsync(ct), async (lane, step, end) =>
            {
                var counts = await work(lane, step, end);
                run.Report(step.To, total);
                return counts;
            }, ct);
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

    protected static ImportCounts Counted(ImportStep step, ImportCounts before, IEnumerable<ImportRow> rows) => Counted(before with { Rows = step.To }, rows);
}

/// <summary>Tries every row and undoes it again.</summary>
internal sealed class ImportCheckWork(CrmDb db, Caller caller, ImportChunks chunks, IImportFiles files, ImportLedger ledger) : ImportWork(db, caller, chunks, files)
{
    public override JobKind Kind => JobKind.ImportCheck;

    protected override async Task Work(Import import, JobRun run, CancellationToken ct)
    {
        if (import.Position == 0) await ledger.Clear(import, ct);
        await Through(import, run, async (lane, step, end) =>
        {
            var rows = await lane.Chunks.Try(import, step.Items, end);
            var counts = Counted(step, await step.Before, rows);
            await using var transaction = await lane.Db.BeginAsync(end);
            await lane.Ledger.Advance(import, run.Job, step.From, step.To, counts, end);
            await lane.Ledger.Write([.. rows.Where(r => r.Outcome == ImportOutcome.Failed)], end);
            await transaction.CommitAsync(end);
            return counts;
        }, ct);
    }
}

/// <summary>Does every row.</summary>
internal sealed class ImportRunWork(CrmDb db, Caller caller, ImportChunks chunks, IImportFiles files, ImportLedger ledger, RealTime real) : ImportWork(db, caller, chunks, files)
{
    // A step waits for the one before it while it holds what it has saved. Should that one wait for just this, only giving way helps, and the database cannot see it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public override JobKind Kind => JobKind.ImportRun;

    protected override async Task Work(Import import, JobRun run, CancellationToken ct)
    {
        if (import.Position == 0) await ledger.Clear(import, ct);
        await Through(import, run, (lane, step, end) => Do(import, run.Job, lane, step, end), ct);
    }

    private async Task<ImportCounts> Do(Import import, ClaimedJob job, ImportLane lane, ImportStep step, CancellationToken ct)
    {
        try
        {
            return await Once();
        }
        catch (GaveWay)
        {
            lane.Db.Forget();
            await step.Before;
            return await Once();
        }

        async Task<ImportCounts> Once()
        {
            var counts = import.Counts;
            await lane.Chunks.Do(import, step.Items, Turn, async rows =>
            {
                counts = Counted(step, await step.Before, rows);
                await lane.Ledger.Advance(import, job, step.From, step.To, counts, ct);
                await lane.Ledger.Write(rows, ct);
            }, ct);
            return counts;
        }

        async Task Turn()
        {
            try
            {
                await step.Before.WaitAsync(Patience, real, ct);
            }
            catch (TimeoutException)
            {
                throw new GaveWay();
            }
        }
    }

    private sealed class GaveWay : Exception;
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
