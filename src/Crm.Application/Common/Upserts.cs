using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Common;

/// <summary>What another system calls a record, as an address names it.</summary>
public sealed record ExternalKey
{
    private static readonly ExternalIdInputValidator Validator = new();

    /// <exception cref="InvalidInput">It is none (400).</exception>
    public ExternalKey(string system, string id)
    {
        var errors = Validator.Validate(new ExternalIdInput(system, id)).Errors;
        if (errors.Count > 0) throw InvalidInput.Parameter(errors[0].PropertyName == nameof(ExternalIdInput.System) ? "system" : "externalId", errors[0].ErrorCode, errors[0].ErrorMessage);
        var pair = new ExternalId(system, id);
        (System, Value) = (pair.System, pair.Value);
    }

    public string System { get; }
    public string Value { get; }
}

/// <summary>A body from which a record is registered when it is new, and of which an existing record takes the members that are there.</summary>
public sealed class Upsertion<TRegister> where TRegister : class
{
    private readonly JsonObject _members;

    private Upsertion(JsonObject members, TRegister whole) => (_members, Whole) = (members, whole);

    /// <summary>The body read as one for a new record.</summary>
    public TRegister Whole { get; }

    /// <summary>The list as it was written, so that a way can tell what its items leave open; null when the body has none.</summary>
    internal IReadOnlyList<JsonObject>? Items(string member) => _members[member] is JsonArray items ? [.. items.Select(i => i!.AsObject())] : null;

    /// <exception cref="JsonException">It is not what registering takes (400).</exception>
    public static Upsertion<TRegister> Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) throw new JsonException("The body is an object.");
        var whole = body.Deserialize<TRegister>(CrmJson.Options)!;   // first, because it is strict
        return new(JsonObject.Create(body.Clone())!, whole);
    }

    /// <summary>The same body with the external id among those that it lists.</summary>
    internal Upsertion<TRegister> Known(ExternalKey key, IEnumerable<ExternalIdInput> held)
    {
        const string member = "externalIds";
        var listed = _members[member] is JsonArray ids ? ids.Deserialize<List<ExternalIdInput>>(CrmJson.Options)! : [.. held];
        listed.Add(new(key.System, key.Value));
        var members = (JsonObject)_members.DeepClone();
        members[member] = JsonSerializer.SerializeToNode(listed.DistinctBy(i => (i.System.Trim().ToLowerInvariant(), i.Id.Trim())).ToList(), CrmJson.Options);
        return new(members, members.Deserialize<TRegister>(CrmJson.Options)!);
    }

    /// <summary>The members that may be changed later.</summary>
    internal MergePatch<TInput> Patch<TInput>() where TInput : class
    {
        var changeable = CrmJson.Options.GetTypeInfo(typeof(TInput)).Properties.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        return new(new JsonObject(_members.Where(m => changeable.Contains(m.Key)).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))));
    }
}

/// <summary>The record after an upsert, and whether that registered it.</summary>
public sealed record Upserted<TDetails>(TDetails Resource, bool IsNew);

/// <summary>How an existing record of a kind is brought to what an upsert's body says.</summary>
public interface IUpsertable<T, TRegister, TDetails> where T : class where TRegister : class
{
    /// <summary>Runs inside the upsert's transaction; the record is loaded and locked.</summary>
    Task<TDetails> Change(IMediator send, T record, Upsertion<TRegister> body, CancellationToken ct);
}

/// <summary>Registers a record under another system's id, or changes the one that has it: two callers at the same moment register it once.</summary>
public sealed class Upserts(ICrmDb db, IMediator send, UnitOfWork unit, IServiceProvider services)
{
    private const string Taken = "external_id_taken";

    public Task<Upserted<TDetails>> Put<T, TRegister, TDetails>(ExternalKey key, Upsertion<TRegister> body, IUpsertable<T, TRegister, TDetails> way, CancellationToken ct)
        where T : ArchivableAggregate, IHasExternalIds where TRegister : class, IRequest<TDetails> =>
        unit.Run(async () => await Find<T>(key, ct) is { } id ? await Change(id, key, body, way, ct) : await Register(key, body, way, ct), ct);

    /// <summary>The id of the record that the other system knows so.</summary>
    /// <exception cref="NotFound">There is none, or it is archived (404).</exception>
    public async Task<Id<T>> Resolve<T>(ExternalKey key, CancellationToken ct) where T : ArchivableAggregate, IHasExternalIds =>
        await Known<T>(key).Select(r => (Id<T>?)EF.Property<Id<T>>(r, "Id")).SingleOrDefaultAsync(ct) ?? throw new NotFound(typeof(T).Name, $"{key.System}:{key.Value}");

    private async Task<Upserted<TDetails>> Register<T, TRegister, TDetails>(ExternalKey key, Upsertion<TRegister> body, IUpsertable<T, TRegister, TDetails> way, CancellationToken ct)
        where T : ArchivableAggregate, IHasExternalIds where TRegister : class, IRequest<TDetails>
    {
        if (db.ExpectedVersion is not null) throw new NotFound(typeof(T).Name, $"{key.System}:{key.Value}");   // what the caller has read is no longer there
        try
        {
            await using var attempt = await db.BeginAsync(ct);
            var registered = await send.Send(body.Known(key, []).Whole, ct);
            await attempt.CommitAsync(ct);
            return new(registered, IsNew: true);
        }
        catch (RuleBroken e) when (e.Code.EndsWith(Taken, StringComparison.Ordinal))
        {
            db.Forget();
            if (await Find<T>(key, ct) is not { } id) throw;   // the id taken is another one of the body's
            return await Change(id, key, body, way, ct);       // somebody else registered it at this moment
        }
    }

    private async Task<Upserted<TDetails>> Change<T, TRegister, TDetails>(
        Id<T> id, ExternalKey key, Upsertion<TRegister> body, IUpsertable<T, TRegister, TDetails> way, CancellationToken ct)
        where T : ArchivableAggregate, IHasExternalIds where TRegister : class, IRequest<TDetails>
    {
        await services.EnsureValid(body.Whole, ct);   // members that count for a new record only, too: the same body is right or wrong at any time
        var record = await db.Load(id, ct);
        db.ExpectationMet();
        return new(await way.Change(send, record, body.Known(key, ExternalIdInput.Of(record.ExternalIds)), ct), IsNew: false);
    }

    private async Task<Id<T>?> Find<T>(ExternalKey key, CancellationToken ct) where T : ArchivableAggregate, IHasExternalIds
    {
        var found = await Known<T>(key).WithArchived().Select(r => new { Id = EF.Property<Id<T>>(r, "Id"), r.ArchivedAt }).SingleOrDefaultAsync(ct);
        if (found is { ArchivedAt: not null })
            throw ExternalIdErrors.Archived(found.Id.Value);
        return found?.Id;
    }

    private IQueryable<T> Known<T>(ExternalKey key) where T : ArchivableAggregate, IHasExternalIds
    {
        var (system, value) = (key.System, key.Value);
        return db.Set<T>().AsNoTracking().Where(r => r.ExternalIds.Any(e => e.System == system && e.Value == value));
    }
}
