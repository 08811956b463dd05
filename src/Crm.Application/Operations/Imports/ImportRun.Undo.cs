using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Operations;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Operations.Imports;

internal sealed partial class ImportRun<T, TRegister, TDetails>
{
    private static readonly ImportProblem
        ChangedSince = new(ImportErrors.KeptCode, "It was changed since the import, and is left as it is.", null),
        InUse = new(ImportErrors.KeptCode, "Other records refer to it, or it was placed: it is left as it is.", null),
        NotThere = new(ImportErrors.KeptCode, "It is not there any more, or you do not see it.", null);

    // What records are at that were put back in this step.
    private readonly Dictionary<Guid, int> _putBack = [];

    public override async Task<IReadOnlyList<ImportRow>> Undo(Import import, IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var results = new Dictionary<long, ImportRow>();
        _putBack.Clear();
        var created = rows.Where(r => r.Outcome == ImportOutcome.Created).ToList();
        if (created.Count > 0 && await RemoveTogether(created, ct) is { } together)
            foreach (var row in together) results[row.Number] = row;
        foreach (var row in rows)
            if (!results.ContainsKey(row.Number)) results[row.Number] = row.Outcome == ImportOutcome.Created ? (await RemoveTogether([row], ct))?[0] ?? Kept(row, InUse) : await PutBack(row, ct);
        return [.. rows.Select(r => results[r.Number].Over(r.Rows))];
    }

    // A record that something refers to keeps all of them: then each is tried alone.
    private async Task<IReadOnlyList<ImportRow>?> RemoveTogether(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        await using var part = await _db.BeginAsync(ct);
        try
        {
            Id<T>[] ids = [.. rows.Select(r => new Id<T>(r.RecordId!.Value))];
            await _db.LockWholeAsync(ids, ct);
            var there = (await _db.Set<T>().WithArchived().Where(r => ids.Contains(EF.Property<Id<T>>(r, "Id"))).Select(r => new { Id = EF.Property<Id<T>>(r, "Id"), Record = r }).ToListAsync(ct)).ToDictionary(r => r.Id.Value, r => r.Record);
            var asLeft = await AsLeft(rows, there, ct);
            var gone = there.Where(r => asLeft.Contains(r.Key) && kind.IsRemovable(r.Value)).ToDictionary();
            await kind.Clear(_db, [.. gone.Keys.Select(id => new Id<T>(id))], ct);
            _db.Set<T>().RemoveRange(gone.Values);
            await _db.SaveChangesAsync(ct);
            await part.CommitAsync(ct);
            _db.Forget();
            return [.. rows.Select(r => gone.ContainsKey(r.RecordId!.Value) ? TakenBack(r, r.Version) : Kept(r, !there.ContainsKey(r.RecordId!.Value) ? NotThere : asLeft.Contains(r.RecordId!.Value) ? InUse : ChangedSince))];
        }
        catch (Exception e) when (IsRefusal(e))
        {
            _db.Forget();
            return null;
        }
    }

    private async Task<ImportRow> PutBack(ImportRow row, CancellationToken ct)
    {
        await using var part = await _db.BeginAsync(ct);
        try
        {
            var record = await _db.Load(new Id<T>(row.RecordId!.Value), ct);
            if (row.Before is null || (await AsLeft([row], new() { [row.RecordId!.Value] = record }, ct)).Count == 0) return Kept(row, ChangedSince);
            var body = Upsertion<TRegister>.Read(JsonSerializer.SerializeToElement(JsonNode.Parse(row.Before), CrmJson.Options));
            await kind.Way.Change(_send, record, body, ct);
            await part.CommitAsync(ct);
            _putBack[row.RecordId!.Value] = record.Version;
            return TakenBack(row, record.Version);
        }
        catch (NotFound)
        {
            return Kept(row, NotThere);
        }
        catch (Exception e) when (IsRefusal(e) || e is JsonException)
        {
            return Kept(row, new(ImportErrors.KeptCode, e is ValidationException v ? v.Errors.First().ErrorMessage : e.Message, null));
        }
        finally
        {
            _db.Forget();
        }
    }

    // Records that nobody but the import has changed: they have the version that the row left, or the one at which a later row's change was taken back.
    private async Task<HashSet<Guid>> AsLeft(IReadOnlyList<ImportRow> rows, Dictionary<Guid, T> there, CancellationToken ct)
    {
        var asLeft = rows.Where(r => there.TryGetValue(r.RecordId!.Value, out var record) && (record.Version == r.Version || _putBack.TryGetValue(r.RecordId.Value, out var version) && version == record.Version)).Select(r => r.RecordId!.Value).ToHashSet();
        Guid?[] others = [.. there.Keys.Where(id => !asLeft.Contains(id))];
        if (others.Length == 0) return asLeft;
        var import = rows[0].ImportId;
        var putBack = await _db.Set<ImportRow>().AsNoTracking().Where(r => r.ImportId == import && r.Outcome == ImportOutcome.TakenBack && others.Contains(r.RecordId)).Select(r => new { r.RecordId, r.Version }).ToListAsync(ct);
        asLeft.UnionWith(putBack.Where(p => there[p.RecordId!.Value].Version == p.Version).Select(p => p.RecordId!.Value));
        return asLeft;
    }

    private static ImportRow TakenBack(ImportRow row, int? version) => ImportRow.Of(row.ImportId, row.Number, ImportOutcome.TakenBack, row.RecordId, version, null, null);

    private static ImportRow Kept(ImportRow row, ImportProblem why) => ImportRow.Of(row.ImportId, row.Number, ImportOutcome.Kept, row.RecordId, row.Version, JsonSerializer.Serialize(new[] { why }, CrmJson.Options), row.Before);
}
