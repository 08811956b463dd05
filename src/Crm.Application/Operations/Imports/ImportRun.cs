using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Operations;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Application.Operations.Imports;

/// <summary>Does the rows of an import, some at a time, in the caller's name.</summary>
internal abstract class ImportRun
{
    /// <summary>Registers and changes what the items say, in the open transaction: those that are refused do not disturb the others.</summary>
    /// <param name="turn">Ends when the step before this one is done. Until then only what is new may be registered.</param>
    public abstract Task<IReadOnlyList<ImportRow>> Do(Import import, ImportPlan plan, IReadOnlyList<ImportItem> items, Func<Task> turn, CancellationToken ct);

    /// <summary>Whether the items may be begun before those are done: then their new records can be made and saved without what becomes of the others.</summary>
    public abstract bool MayOverlap(Import import, IReadOnlyList<ImportItem> items, IReadOnlyList<ImportItem> others);

    /// <summary>Takes back what these rows did, in the open transaction.</summary>
    public abstract Task<IReadOnlyList<ImportRow>> Undo(Import import, IReadOnlyList<ImportRow> rows, CancellationToken ct);
}

internal sealed partial class ImportRun<T, TRegister, TDetails>(ImportKind<T, TRegister, TDetails> kind, IServiceProvider services) : ImportRun
    where T : ArchivableAggregate, IHasExternalIds where TRegister : class, IRequest<TDetails> where TDetails : class
{
    private readonly ICrmDb _db = services.GetRequiredService<ICrmDb>();
    private readonly IMediator _send = services.GetRequiredService<IMediator>();
    private readonly ImportReferences _references = services.GetRequiredService<ImportReferences>();

    private Dictionary<string, KnownRecord> _known = [];
    private Dictionary<Guid, T> _loaded = [];

    public override bool MayOverlap(Import import, IReadOnlyList<ImportItem> items, IReadOnlyList<ImportItem> others)
    {
        if (!RegistersTogether(import)) return false;
        var keys = others.Select(i => i.Key?.Value).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return !items.Any(i => i.Key is { } key && keys.Contains(key.Value));
    }

    private bool RegistersTogether(Import import) => kind.IsGathered && import.Terms.Mode != ImportMode.Update && import.Terms.AllowDuplicates;

    public override async Task<IReadOnlyList<ImportRow>> Do(Import import, ImportPlan plan, IReadOnlyList<ImportItem> items, Func<Task> turn, CancellationToken ct)
    {
        var results = new Dictionary<ImportItem, ImportRow>(ReferenceEqualityComparer.Instance);
        // A step that met another transaction is done again from here, and what it had found may not be there any more.
        foreach (var reference in items.SelectMany(i => i.References)) reference.At.Remove(reference.Member);
        await _references.Resolve(items, import.Terms.ExternalSystem, ct);
        await Find(import, items, ct);
        if (RegistersTogether(import)) await RegisterTogether(import, plan, items, results, ct);
        else await Lock(plan, items, ct);
        await turn();
        foreach (var item in items)
            if (!results.ContainsKey(item)) results[item] = await One(import, plan, item, ct);
        return [.. items.Select(i => results[i].Over(i.Rows))];
    }

    private async Task Find(Import import, IReadOnlyList<ImportItem> items, CancellationToken ct)
    {
        (_known, _loaded) = ([], []);
        string[] keys = [.. items.Select(i => i.Key?.Value).OfType<string>().Distinct()];
        if (keys.Length == 0) return;
        _known = (await _db.Known<T>(import.Terms.ExternalSystem!, keys, ct)).ToDictionary(k => k.Value, StringComparer.Ordinal);
        if (import.Terms.Mode == ImportMode.Create || _known.Count == 0) return;
        // Those that are there already are locked and loaded together: most of them have not changed in the other system, which then costs no more.
        Id<T>[] ids = [.. _known.Values.Where(k => !k.IsArchived).Select(k => new Id<T>(k.Id))];
        await _db.LockAsync<T>(ids, ct);
        _loaded = (await _db.Set<T>().AsNoTracking().Where(r => ids.Contains(EF.Property<Id<T>>(r, "Id"))).Select(r => new { Id = EF.Property<Id<T>>(r, "Id"), Record = r }).ToListAsync(ct)).ToDictionary(r => r.Id.Value, r => r.Record);
    }

    // What the commands will lock one after the other, all at once and in the usual order.
    private async Task Lock(ImportPlan plan, IReadOnlyList<ImportItem> items, CancellationToken ct)
    {
        if (services.GetService<IBulkLocks<TRegister>>() is not { } locks) return;
        List<TRegister> readable = [];
        foreach (var item in items.Where(i => i.Problems.Count == 0 && !i.Missing.Any()))
        {
            try
            {
                readable.Add(Read(plan, item, item.Body));
            }
            catch (Refused)
            {
                // It is told when its turn comes.
            }
        }
        await locks.Lock(_db, readable, ct);
    }

    /// <summary>Registers the new ones of the items and saves them by one COPY for each table. When that is refused, each is to be tried alone.</summary>
    private async Task RegisterTogether(Import import, ImportPlan plan, IReadOnlyList<ImportItem> items, Dictionary<ImportItem, ImportRow> results, CancellationToken ct)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var done = new List<(ImportItem Item, ImportRow Row)>();
        await using var part = await _db.BeginAsync(ct);
        try
        {
            using var gathering = _db.Gather();
            foreach (var item in items)
            {
                // A second row of the same id changes what the first one registers, and comes after it.
                if (item.Key is { } key && (!seen.Add(key.Value) || _known.ContainsKey(key.Value)) || item.Missing.Any()) continue;
                done.Add((item, await Registered(import, plan, item, ct)));
            }
            await gathering.SaveAsync(ct);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            _db.Forget();
            return;   // and undone with the part
        }
        await part.CommitAsync(ct);
        _db.Forget();
        foreach (var (item, row) in done) results[item] = row;
    }

    private async Task<ImportRow> Registered(Import import, ImportPlan plan, ImportItem item, CancellationToken ct)
    {
        try
        {
            var details = await _send.Send(New(import, plan, item), ct);
            return ImportRow.Of(import.Id, item.Number, ImportOutcome.Created, kind.IdOf(details), 1, null, null);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return Failed(import, plan, item, e);
        }
    }

    private async Task<ImportRow> One(Import import, ImportPlan plan, ImportItem item, CancellationToken ct)
    {
        try
        {
            if (item.Missing.Any()) await _references.Resolve([item], import.Terms.ExternalSystem, ct);   // it may name a record that a row before it registered
            if (item.Missing.Any()) throw new Refused([.. item.Missing.Select(ImportReferences.NotFound)]);
            var known = item.Key is { } key ? _known.GetValueOrDefault(key.Value) ?? (await _db.Known<T>(key.System, [key.Value], ct)).SingleOrDefault() : null;
            if (known is { IsArchived: true } && import.Terms.Mode != ImportMode.Create) throw ExternalIdErrors.Archived(known.Id);
            if (known is not null && import.Terms.Mode != ImportMode.Create) return await Change(import, plan, item, known.Id, ct);
            if (import.Terms.Mode == ImportMode.Update) throw new Refused([new(InputErrors.ReferenceUnknown, "There is no record with this external id, and new ones are not registered.", null)]);
            var registration = New(import, plan, item);
            await services.EnsureValid(registration, ct);
            await using var part = await _db.BeginAsync(ct);
            var details = await _send.Send(registration, ct);
            await part.CommitAsync(ct);
            _db.Forget();
            var version = details is IVersioned versioned ? versioned.Version : 1;
            return ImportRow.Of(import.Id, item.Number, ImportOutcome.Created, kind.IdOf(details), version, null, null);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            _db.Forget();
            return Failed(import, plan, item, e);
        }
    }

    private async Task<ImportRow> Change(Import import, ImportPlan plan, ImportItem item, Guid id, CancellationToken ct)
    {
        if (item.Problems.Count > 0) throw new Refused(item.Problems);
        var record = _loaded.GetValueOrDefault(id) ?? await _db.Load(new Id<T>(id), ct);
        var (before, version) = (kind.Written(record), record.Version);
        var wanted = ImportMerge.Of(before, item.Body);
        if (JsonNode.DeepEquals(before, wanted)) return ImportRow.Of(import.Id, item.Number, ImportOutcome.Unchanged, id, version, null, null);
        await using var part = await _db.BeginAsync(ct);
        record = await _db.Load(new Id<T>(id), ct);
        var body = ReadUpsertion(plan, item, wanted);
        await services.EnsureValid(body.Whole, ct);
        await kind.Way.Change(_send, record, body, ct);
        await part.CommitAsync(ct);
        var after = record.Version;
        _loaded.Remove(id);
        _db.Forget();
        return after == version
            ? ImportRow.Of(import.Id, item.Number, ImportOutcome.Unchanged, id, version, null, null)
            : ImportRow.Of(import.Id, item.Number, ImportOutcome.Changed, id, after, null, before.ToJsonString(CrmJson.Options));
    }

    private TRegister New(Import import, ImportPlan plan, ImportItem item)
    {
        if (item.Problems.Count > 0) throw new Refused(item.Problems);
        kind.Complete(item.Body, import.Terms);
        foreach (var nothing in item.Body.Where(m => m.Value is null).Select(m => m.Key).ToList()) item.Body.Remove(nothing);
        if (item.Key is not { } key) return Read(plan, item, item.Body);
        if (item.Body["externalIds"] is not JsonArray ids) item.Body["externalIds"] = ids = [];
        if (!ids.Any(i => (string?)i?["system"] == key.System && (string?)i?["id"] == key.Value)) ids.Add(new JsonObject { ["system"] = key.System, ["id"] = key.Value });
        return Read(plan, item, item.Body);
    }

    private static TRegister Read(ImportPlan plan, ImportItem item, JsonObject body)
    {
        try
        {
            return body.Deserialize<TRegister>(CrmJson.Options)!;
        }
        catch (JsonException e)
        {
            throw Unreadable(plan, item, e);
        }
    }

    private static Upsertion<TRegister> ReadUpsertion(ImportPlan plan, ImportItem item, JsonObject body)
    {
        try
        {
            return Upsertion<TRegister>.Read(JsonSerializer.SerializeToElement(body, CrmJson.Options));
        }
        catch (JsonException e)
        {
            throw Unreadable(plan, item, e);
        }
    }

    private static Refused Unreadable(ImportPlan plan, ImportItem item, JsonException e) =>
        new([.. JsonInput.Explain(e).Select(x => new ImportProblem(x.Code, x.Message, plan.ColumnOf(item.Body, x.Pointer)))]);

    private static ImportRow Failed(Import import, ImportPlan plan, ImportItem item, Exception e)
    {
        ImportProblem[] problems = e switch
        {
            Refused r => [.. r.Problems],
            InvalidInput i => [.. i.Errors.Select(x => new ImportProblem(x.Code, x.Message, plan.ColumnOf(item.Body, x.Pointer)))],
            ValidationException v => [.. v.Errors.Select(x => new ImportProblem(x.ErrorCode, x.ErrorMessage, plan.ColumnOf(item.Body, JsonInput.Pointer(x.PropertyName))))],
            RuleBroken r => [new(r.Code, r.Message, null)],
            NotAllowed n => [new("auth.not_allowed", n.Message, null)],
            NotFound n => [new("not_found", n.Message, null)],
            _ => [new("conflict.concurrent_change", e.Message, null)],
        };
        return ImportRow.Of(import.Id, item.Number, ImportOutcome.Failed, null, null, JsonSerializer.Serialize(problems.Take(ProblemsMax), CrmJson.Options), null);
    }

    private const int ProblemsMax = 20;

    private static bool IsRefusal(Exception e) => e is Refused or InvalidInput or ValidationException or RuleBroken or NotFound or NotAllowed or ChangedMeanwhile;

    /// <summary>The row cannot be taken as it is.</summary>
    private sealed class Refused(IReadOnlyList<ImportProblem> problems) : Exception
    {
        public IReadOnlyList<ImportProblem> Problems => problems;
    }
}
