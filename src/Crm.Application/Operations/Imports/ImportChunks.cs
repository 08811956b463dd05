using Crm.Application.Common;
using Crm.Domain.Operations;

namespace Crm.Application.Operations.Imports;

/// <summary>The steps of the work on an import, each in a transaction of its own.</summary>
public sealed class ImportChunks(ICrmDb db, UnitOfWork unit, ICurrentUser caller, IServiceProvider services)
{
    private ImportPlan? _plan;
    private ImportRun? _run;

    /// <summary>Rows that are done at a time.</summary>
    public static int SizeFor(ImportResource resource) => ImportKinds.Of(resource).IsGathered ? 500 : 200;

    /// <exception cref="NotAllowed">The caller may not do it any more (403).</exception>
    /// <exception cref="Domain.Common.RuleBroken">The columns do not suffice (409).</exception>
    public async Task Prepare(Import import, CancellationToken ct)
    {
        caller.EnsureMayImport(import.Resource, import.Terms.Mode);
        if (import.Phase != ImportPhase.Undo) _plan = ImportPlan.Of(import, await ImportTargets.Of(db, import.Resource, ct));
        _run = ImportKinds.Of(import.Resource).RunWith(services);
    }

    /// <summary>Puts rows together that tell of one record, and some of those records for one step.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ImportItem>> Items(IAsyncEnumerable<SourceRow> rows, int size, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        List<ImportItem> items = [];
        await foreach (var row in rows.WithCancellation(ct))
        {
            if (items.Count > 0 && _plan!.Join(items[^1], row)) continue;
            if (items.Count == size)
            {
                yield return items;
                items = [];
            }
            items.Add(_plan!.Read(row));
        }
        if (items.Count > 0) yield return items;
    }

    /// <summary>Whether the items may be begun before those are done.</summary>
    public bool MayOverlap(Import import, IReadOnlyList<ImportItem> items, IReadOnlyList<ImportItem> others) => _run!.MayOverlap(import, items, others);

    /// <summary>Does the items and what belongs to them being done, all of it or nothing.</summary>
    /// <param name="turn">Ends when the step before this one is done.</param>
    public Task<IReadOnlyList<ImportRow>> Do(Import import, IReadOnlyList<ImportItem> items, Func<Task> turn, Func<IReadOnlyList<ImportRow>, Task> saved, CancellationToken ct) => unit.Run(
        async () =>
        {
            var rows = await _run!.Do(import, _plan!, items, turn, ct);
            await saved(rows);
            return rows;
        },
        ct);

    /// <summary>Does the items, undoes it all, and says what would have become of them.</summary>
    public async Task<IReadOnlyList<ImportRow>> Try(Import import, IReadOnlyList<ImportItem> items, CancellationToken ct)
    {
        try
        {
            await unit.Run<bool>(async () => throw new OnlyTried(await _run!.Do(import, _plan!, items, () => Task.CompletedTask, ct)), ct);
            throw new InvalidOperationException("What was only tried has been done.");
        }
        catch (OnlyTried tried)
        {
            db.Forget();
            return tried.Rows;
        }
    }

    public Task<IReadOnlyList<ImportRow>> Undo(Import import, IReadOnlyList<ImportRow> rows, Func<IReadOnlyList<ImportRow>, Task> saved, CancellationToken ct) => unit.Run(
        async () =>
        {
            var undone = await _run!.Undo(import, rows, ct);
            await saved(undone);
            return undone;
        },
        ct);

    private sealed class OnlyTried(IReadOnlyList<ImportRow> rows) : Exception
    {
        public IReadOnlyList<ImportRow> Rows => rows;
    }
}
