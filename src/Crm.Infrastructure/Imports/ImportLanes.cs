using Crm.Application.Operations.Imports;
using Crm.Domain.Identity;
using Crm.Domain.Operations;
using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Jobs;
using Crm.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Infrastructure.Imports;

/// <summary>A scope of its own in which steps of an import are done.</summary>
internal sealed class ImportLane : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;

    private ImportLane(AsyncServiceScope scope) => _scope = scope;

    public CrmDb Db => _scope.ServiceProvider.GetRequiredService<CrmDb>();

    public ImportChunks Chunks => _scope.ServiceProvider.GetRequiredService<ImportChunks>();

    public ImportLedger Ledger => _scope.ServiceProvider.GetRequiredService<ImportLedger>();

    public static async Task<ImportLane> Open(JobRun run, Import import, CancellationToken ct)
    {
        var lane = new ImportLane(await run.Open(ct));
        try
        {
            lane._scope.ServiceProvider.GetRequiredService<Caller>().Do(Act.Create);
            await lane.Chunks.Prepare(import, ct);
            return lane;
        }
        catch
        {
            await lane.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _scope.DisposeAsync();
}

/// <summary>Rows of a file that are done together.</summary>
/// <param name="From">Rows of the file that are done before them.</param>
/// <param name="Before">Ends when the step before this one has ended, with what was counted until then.</param>
internal sealed record ImportStep(IReadOnlyList<ImportItem> Items, long From, Task<ImportCounts> Before)
{
    public long To => From + Items.Sum(i => i.Rows);
}

/// <summary>Does one step after the other, but begins the next one while the database still saves the last: they end in their order.</summary>
internal static class ImportLanes
{
    private const int Width = 2;

    /// <param name="work">Does a step in a lane and tells what is counted then. It may use the lane alone.</param>
    public static async Task Go(JobRun run, Import import, IAsyncEnumerable<IReadOnlyList<ImportItem>> all, Func<ImportLane, ImportStep, CancellationToken, Task<ImportCounts>> work, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var lanes = new List<ImportLane>(Width);
        var busy = new List<Task<ImportCounts>>(Width);
        try
        {
            while (lanes.Count < Width)
            {
                lanes.Add(await ImportLane.Open(run, import, ct));
                busy.Add(Task.FromResult(import.Counts));
            }
            var last = new ImportStep([], import.Position, busy[0]);
            var at = 0;
            await foreach (var items in all.WithCancellation(ct))
            {
                var before = busy[at];
                at = (at + 1) % Width;
                await busy[at];
                var lane = lanes[at];
                if (!lane.Chunks.MayOverlap(import, items, last.Items)) await before;
                var step = last = new(items, last.To, before);
                busy[at] = Task.Run(() => work(lane, step, stop.Token), stop.Token);
            }
            await busy[at];
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(busy).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);   // why the first failed is on its way
            foreach (var lane in lanes) await lane.DisposeAsync();
        }
    }
}
