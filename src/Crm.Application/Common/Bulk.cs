using Crm.Domain.Common;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Application.Common;

/// <summary>What happens to the rest of a bulk when an item is refused: all of it is undone, or the others stand.</summary>
public enum BulkMode { Atomic, Partial }

/// <summary>One item as it was read; when it could not be read, why.</summary>
public sealed record BulkItem<TRegister>(TRegister? Value, Exception? Unreadable) where TRegister : class;

/// <summary>What became of one item: the record, or why it was refused.</summary>
public sealed record BulkOutcome<TDetails>(TDetails? Resource, Exception? Refused) where TDetails : class;

/// <summary>An atomic bulk was undone because of this item.</summary>
public sealed class BulkRefused(int index, Exception reason) : Exception(reason.Message, reason)
{
    public int Index { get; } = index;
}

/// <summary>Items of an atomic bulk are invalid, so none was registered; the properties of the failures begin with Items[0] and so on.</summary>
public sealed class BulkInvalid(IEnumerable<ValidationFailure> failures) : ValidationException(failures);

/// <summary>Locks what the items of a bulk are going to lock, all at once and in the usual order: item by item, two bulks could wait for each other.</summary>
public interface IBulkLocks<TRegister> where TRegister : class
{
    Task Lock(ICrmDb db, IReadOnlyList<TRegister> items, CancellationToken ct);
}

/// <summary>A command that registers something new and reads nothing of what others of its kind have registered, so that many of them can be saved together.</summary>
public interface IGatherable;

/// <summary>Sends many commands of a kind in one transaction.</summary>
public sealed class Bulk(ICrmDb db, IMediator send, UnitOfWork unit, IServiceProvider services)
{
    public const int Most = 1000;

    // From so many on a COPY for each table costs less than inserting them.
    private const int ManyItems = 10;

    /// <exception cref="BulkRefused">An item was refused by a rule, and the mode is atomic.</exception>
    /// <exception cref="BulkInvalid">Items are invalid, and the mode is atomic; every one of them is named.</exception>
    public Task<IReadOnlyList<BulkOutcome<TDetails>>> Run<TRegister, TDetails>(IReadOnlyList<BulkItem<TRegister>> items, BulkMode mode, CancellationToken ct)
        where TRegister : class, IRequest<TDetails> where TDetails : class =>
        unit.Run(
            async () =>
            {
                if (await Together<TRegister, TDetails>(items, ct) is { } done) return done;
                await Lock(items, ct);
                return mode == BulkMode.Atomic ? await All<TRegister, TDetails>(items, ct) : await Each<TRegister, TDetails>(items, ct);
            },
            ct);

    private Task Lock<TRegister>(IReadOnlyList<BulkItem<TRegister>> items, CancellationToken ct) where TRegister : class =>
        services.GetService<IBulkLocks<TRegister>>() is { } locks ? locks.Lock(db, [.. items.Select(i => i.Value).OfType<TRegister>()], ct) : Task.CompletedTask;

    // Most bulks are without fault: their items are registered together and saved by one COPY for each table. When anything is refused, that is undone, and one after the other tells which it is.
    private async Task<IReadOnlyList<BulkOutcome<TDetails>>?> Together<TRegister, TDetails>(IReadOnlyList<BulkItem<TRegister>> items, CancellationToken ct)
        where TRegister : class, IRequest<TDetails> where TDetails : class
    {
        if (items.Count < ManyItems || !typeof(TRegister).IsAssignableTo(typeof(IGatherable)) || items.Any(i => i.Unreadable is not null)) return null;
        List<BulkOutcome<TDetails>> outcomes = [];
        await using var part = await db.BeginAsync(ct);
        try
        {
            using var gathering = db.Gather();
            await Lock(items, ct);
            foreach (var (value, _) in items) outcomes.Add(new(await send.Send(value!, ct), null));
            await gathering.SaveAsync(ct);
        }
        catch (Exception e) when (IsRefusal(e) || e is InvalidOperationException { InnerException: null })   // the latter when two items have a part with the same key, such as an external id
        {
            db.Forget();
            return null;
        }
        await part.CommitAsync(ct);
        db.Forget();
        return outcomes;
    }

    private async Task<IReadOnlyList<BulkOutcome<TDetails>>> All<TRegister, TDetails>(IReadOnlyList<BulkItem<TRegister>> items, CancellationToken ct)
        where TRegister : class, IRequest<TDetails> where TDetails : class
    {
        await EnsureValid(items, ct);
        List<BulkOutcome<TDetails>> outcomes = [];
        foreach (var (value, _) in items)
        {
            try
            {
                outcomes.Add(new(await Send<TRegister, TDetails>(value!, ct), null));
            }
            catch (Exception e) when (IsRefusal(e))
            {
                throw new BulkRefused(outcomes.Count, e);
            }
        }
        return outcomes;
    }

    private async Task<IReadOnlyList<BulkOutcome<TDetails>>> Each<TRegister, TDetails>(IReadOnlyList<BulkItem<TRegister>> items, CancellationToken ct)
        where TRegister : class, IRequest<TDetails> where TDetails : class
    {
        List<BulkOutcome<TDetails>> outcomes = [];
        foreach (var (value, unreadable) in items)
        {
            try
            {
                if (unreadable is not null) throw unreadable;
                await services.EnsureValid(value!, ct);   // before the item's savepoint, which it then needs no round trips for
                await using var item = await db.BeginAsync(ct);
                var resource = await Send<TRegister, TDetails>(value!, ct);
                await item.CommitAsync(ct);
                outcomes.Add(new(resource, null));
            }
            catch (Exception e) when (e == unreadable || IsRefusal(e))
            {
                db.Forget();
                outcomes.Add(new(null, e));
            }
        }
        return outcomes;
    }

    // What is saved need not be looked through again for the items that follow.
    private async Task<TDetails> Send<TRegister, TDetails>(TRegister value, CancellationToken ct) where TRegister : class, IRequest<TDetails>
    {
        var resource = await send.Send(value, ct);
        db.Forget();
        return resource;
    }

    private async Task EnsureValid<TRegister>(IReadOnlyList<BulkItem<TRegister>> items, CancellationToken ct) where TRegister : class
    {
        if (items.Select((item, index) => (item.Unreadable, Index: index)).FirstOrDefault(i => i.Unreadable is not null) is { Unreadable: { } reason, Index: var at })
            throw new BulkRefused(at, reason);
        List<ValidationFailure> failures = [];
        for (var i = 0; i < items.Count; i++)
            failures.AddRange((await services.Failures(items[i].Value!, ct)).Select(f => new ValidationFailure($"Items[{i}].{f.PropertyName}", f.ErrorMessage) { ErrorCode = f.ErrorCode }));
        if (failures.Count > 0) throw new BulkInvalid(failures);
    }

    /// <summary>Something that the caller can mend in the item; everything else (a collision, a lost connection) concerns the whole.</summary>
    private static bool IsRefusal(Exception e) => e is InvalidInput or ValidationException or RuleBroken or NotFound or NotAllowed;
}
