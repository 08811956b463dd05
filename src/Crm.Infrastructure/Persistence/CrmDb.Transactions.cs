using System.Data.Common;
using System.Globalization;
using Crm.Application.Common;
using Crm.Infrastructure.Persistence.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    // The rows that the open transaction has locked before it loaded them: nobody else can have changed them since.
    private readonly HashSet<(Type, object)> _held = [];

    private int _savepoints;
    private string? _prepared;
    private bool _isLast;
    private bool _hasEnded;

    private readonly List<Action> _afterCommit = [];

    public void AfterCommit(Action act)
    {
        if (IsInTransaction) _afterCommit.Add(act);
        else act();
    }

    private void Committed()
    {
        Action[] acts = [.. _afterCommit];
        _afterCommit.Clear();
        foreach (var act in acts) act();
    }

    public bool IsInTransaction => Database.CurrentTransaction is not null;

    public async Task<ITransaction> BeginAsync(CancellationToken ct)
    {
        Database.AutoSavepointsEnabled = false;   // a transaction that failed is undone whole; a part that may fail alone begins its own
        if (Database.CurrentTransaction is not { } outer) return new Transaction(await Database.BeginTransactionAsync(ct), this);
        if (_prepared is { } ready)
        {
            _prepared = null;
            return new Savepoint(outer, ready, isReleased: false);
        }
        var name = NextSavepoint();
        await outer.CreateSavepointAsync(name, ct);
        return new Savepoint(outer, name);
    }

    /// <summary>Names the savepoint of the next part, for who sets it together with other statements. It stays until the transaction ends.</summary>
    internal string PrepareSavepoint() => _prepared = NextSavepoint();

    private string NextSavepoint() => string.Create(CultureInfo.InvariantCulture, $"part_{++_savepoints}");

    public bool MayEndWithSave { get; set; }

    public async Task SaveLastAsync(CancellationToken ct)
    {
        _isLast = true;
        try
        {
            await SaveChangesAsync(ct);
            if (_hasEnded) await Database.CurrentTransaction!.DisposeAsync();   // what is read from here on, is read outside of it
        }
        finally
        {
            (_isLast, EndsWithSave) = (false, false);
        }
    }

    /// <summary>Whether the commit goes with the last statement of what is being saved.</summary>
    internal bool EndsWithSave { get; private set; }

    /// <summary>The transaction was committed with what was saved.</summary>
    internal void NoteEnd() => _hasEnded = true;

    public bool HasEnded => _hasEnded;

    internal void EnsureNotEnded()
    {
        if (_hasEnded) throw new InvalidOperationException("The command has said that it had saved for the last time.");
    }

    private bool MayEndNow => _isLast && MayEndWithSave && IsInTransaction && _savepoints == 0 && _gathering is null;

    private void Hold(Type type, IEnumerable<object> ids) => _held.UnionWith(ids.Select(id => (type, id)));

    // That a row was not there any more, or in another version, is seen only when all statements have run, the commit included. So what is changed has to be locked; what follows a record is changed under the record's lock.
    private bool IsHeld(IReadOnlyList<SavedRecord> saved)
    {
        var touched = saved.SelectMany(s => s.Touched).Select(e => e.Entity).ToHashSet(ReferenceEqualityComparer.Instance);
        return saved.All(s => s.Root.State == EntityState.Added || _held.Contains((s.Root.Metadata.ClrType, s.Root.Property(AuditTrail.KeyOf(s.Root.Metadata)).CurrentValue!)))
            && ChangeTracker.Entries().All(e => e.State is not (EntityState.Modified or EntityState.Deleted) || touched.Contains(e.Entity));
    }

    private sealed class Transaction(IDbContextTransaction inner, CrmDb db) : ITransaction
    {
        public async Task CommitAsync(CancellationToken ct)
        {
            if (!db._hasEnded) await inner.CommitAsync(ct);
            db.Committed();
        }

        public ValueTask DisposeAsync()
        {
            db._afterCommit.Clear();
            db._held.Clear();
            (db._savepoints, db._prepared, db.MayEndWithSave, db._hasEnded) = (0, null, false, false);
            return inner.DisposeAsync();
        }
    }

    /// <summary>A transaction within another one.</summary>
    private sealed class Savepoint(IDbContextTransaction outer, string name, bool isReleased = true) : ITransaction
    {
        private bool _isDone;

        public async Task CommitAsync(CancellationToken ct)
        {
            if (isReleased) await outer.ReleaseSavepointAsync(name, ct);
            _isDone = true;
        }

        public async ValueTask DisposeAsync()
        {
            if (_isDone) return;
            try
            {
                await outer.RollbackToSavepointAsync(name);
            }
            catch (Exception e) when (e is DbException or InvalidOperationException)
            {
                // The connection is gone, and the whole transaction with it; what broke it is already on its way to the caller.
            }
        }
    }
}
