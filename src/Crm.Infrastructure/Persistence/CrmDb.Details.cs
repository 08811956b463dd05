using System.Linq.Expressions;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Infrastructure.Persistence.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    public async Task<TDto> GetAsync<T, TDto>(Id<T> id, CancellationToken ct) where T : class where TDto : class
    {
        var record = Unarchived<T, TDto>.Record;
        if (Known(record, id) is { } known)
        {
            var mark = await MarkAsync(record, id, ct);
            if (mark == known.Mark) return known.Record;
            if (mark is null)
            {
                NoteMissing(id);
                throw Missing();
            }
        }
        return (await ReadAsync(record, id, ct))?.Record ?? throw Missing();

        NotFound Missing() => new(typeof(T).Name, id);
    }

    /// <summary>What was read of the record before; null when nothing was, or when it does not count: what a transaction has changed is not for others, and may be undone.</summary>
    internal ReadRecord<TDto>? Known<T, TDto>(FixedRecord<T, TDto> _, Id<T> id) where T : class where TDto : class =>
        FixedRecord<T, TDto>.IsCovered && !IsInTransaction ? _scoped.Known.Find<TDto>(id.Value) : null;

    internal async Task<ReadRecord<TDto>?> ReadAsync<T, TDto>(FixedRecord<T, TDto> record, Id<T> id, CancellationToken ct) where T : class where TDto : class
    {
        var read = await First(Run(record, id), ct);
        NoteRead(record, id, read);
        return read;
    }

    internal void NoteRead<T, TDto>(FixedRecord<T, TDto> _, Id<T> id, ReadRecord<TDto>? read) where T : class where TDto : class
    {
        if (!FixedRecord<T, TDto>.IsCovered || IsInTransaction) return;
        if (read is null) NoteMissing(id);
        else _scoped.Known.Keep(id.Value, read);
    }

    /// <summary>Lets go of a record that is not there any more. Who does not see everything may only not see it.</summary>
    internal void NoteMissing<T>(Id<T> id) where T : class
    {
        if (SeesEverything) _scoped.Known.Forget(id.Value);
    }

    // When it is committed, too: between now and then somebody may read what was before, and keep it.
    private void ForgetKnown(IReadOnlyList<SavedRecord> saved)
    {
        if (saved.Count == 0) return;
        var (known, ids) = (_scoped.Known, saved.Select(s => AuditTrail.IdOf(s.Root)).ToArray());
        foreach (var id in ids) known.Forget(id);
        if (IsInTransaction) AfterCommit(() => Array.ForEach(ids, known.Forget));
    }

    internal IAsyncEnumerable<RecordMark> RunMark<T, TDto>(FixedRecord<T, TDto> record, Id<T> id) where T : class where TDto : class =>
        RunCompiled((record, nameof(RecordMark)), id, () => Compiled<Id<T>, RecordMark>(record.Of(this).Select(r => new RecordMark(EF.Property<int>(r, nameof(Aggregate.Version)), EF.Property<DateTimeOffset>(r, nameof(Aggregate.UpdatedAt)))).Expression));

    // Not asked for the one row only, which would be a query within a query: the key sees to that.
    internal IAsyncEnumerable<ReadRecord<TDto>> Run<T, TDto>(FixedRecord<T, TDto> record, Id<T> id) where T : class where TDto : class => RunCompiled(record, id, () =>
    {
        var source = record.Of(this);
        var map = (LambdaExpression)((UnaryExpression)((MethodCallExpression)source.ProjectTo<TDto>(_scoped.Maps).Expression).Arguments[1]).Operand;
        Expression<Func<T, RecordMark?>> mark = FixedRecord<T, TDto>.IsCovered ? r => new RecordMark(EF.Property<int>(r, nameof(Aggregate.Version)), EF.Property<DateTimeOffset>(r, nameof(Aggregate.UpdatedAt))) : r => null;
        var read = Expression.New(typeof(ReadRecord<TDto>).GetConstructors()[0], map.Body, ReplacingExpressionVisitor.Replace(mark.Parameters[0], map.Parameters[0], mark.Body));
        return Compiled<Id<T>, ReadRecord<TDto>>(source.Select(Expression.Lambda<Func<T, ReadRecord<TDto>>>(read, map.Parameters)).Expression);
    });

    private static async Task<TRow?> First<TRow>(IAsyncEnumerable<TRow> rows, CancellationToken ct)
    {
        await foreach (var row in rows.WithCancellation(ct)) return row;
        return default;
    }

    private static class Unarchived<T, TDto> where T : class where TDto : class
    {
        public static readonly FixedRecord<T, TDto> Record = new(static (db, asked) => db.Set<T>().AsNoTracking().Where(r => EF.Property<Id<T>>(r, "Id") == asked.Value));
    }
}
