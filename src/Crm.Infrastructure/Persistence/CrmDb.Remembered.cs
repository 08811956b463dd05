using Crm.Domain.Common;
using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Persistence.Audit;
using Crm.Infrastructure.Persistence.Identity;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    private bool _hasChangedRemembered;

    // What the request was begun with; its proof is that the epoch still stands. Work in the background has no such beginning.
    private long? Epoch => _hasChangedRemembered ? null : (_scoped.Caller as Caller)?.Epoch;

    public Task<IReadOnlyList<T>> RememberedAsync<T>(CancellationToken ct) where T : Aggregate, IRemembered =>
        Epoch is { } epoch && _scoped.Remembered.Of<T>(epoch) is { } known ? Task.FromResult(known) : OnceAsync(typeof(T), () => ReadRemembered<T>(ct));

    private async Task<IReadOnlyList<T>> ReadRemembered<T>(CancellationToken ct) where T : Aggregate, IRemembered
    {
        var together = Together();
        var epoch = together.Add(Set<AccessEpoch>().AsNoTracking().Select(e => e.Number));   // first, so that what is read is never older than it
        var all = together.Add(Set<T>().AsNoTracking());
        await together.SendAsync(ct);
        if (epoch.Rows is [var number] && number == Epoch) _scoped.Remembered.Keep(number, all.Rows);
        return all.Rows;
    }

    private void NoteRemembered(IReadOnlyList<SavedRecord> saved) => _hasChangedRemembered |= saved.Any(s => s.Root.Entity is IRemembered);
}
