using Crm.Application.Common;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    private Gathering? _gathering;

    /// <summary>Whether what is being saved is so much that it is copied instead of inserted.</summary>
    internal bool IsCopying => _gathering is { IsSaving: true };

    public bool IsGathering => _gathering is not null;

    public IGathering Gather()
    {
        EnsureInTransaction();
        return _gathering = _gathering is null ? Begun() : throw new InvalidOperationException("Commands are being gathered already.");
    }

    private Gathering Begun()
    {
        ChangeTracker.AutoDetectChangesEnabled = false;
        return new(this);
    }

    public Task<T> OnceAsync<T>(object question, Func<Task<T>> read) => _gathering is { } gathering ? gathering.Once(question, read) : read();

    /// <summary>Adds a row that nothing refers to and that is only written. When very many are saved, these are not followed, and go to the database behind all others; then the answer is null.</summary>
    internal EntityEntry? AddRow(object row)
    {
        if (!IsCopying) return Add(row);
        _gathering!.Rows.Add(row);
        return null;
    }

    private bool IsKeptBack => _gathering is { IsSaving: false };

    private sealed class Gathering(CrmDb db) : IGathering
    {
        private readonly Dictionary<object, object?> _known = [];

        public bool IsSaving { get; private set; }

        public List<object> Rows { get; } = [];

        public async Task SaveAsync(CancellationToken ct)
        {
            IsSaving = true;
            db.ChangeTracker.DetectChanges();   // once; what is added from here on, is followed anyway
            await db.SaveChangesAsync(ct);
        }

        public async Task<T> Once<T>(object question, Func<Task<T>> read)
        {
            if (_known.TryGetValue(question, out var known)) return (T)known!;
            var answer = await read();
            _known[question] = answer;
            return answer;
        }

        public void Dispose()
        {
            db._gathering = null;
            db.ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }
}
