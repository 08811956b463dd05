using System.Text.Json;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Common.Lists;
using Crm.Domain.Audit;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Audit;

/// <summary>Lists who did what, over all records or those of one.</summary>
/// <param name="Of">The record below which it is listed (404 when there is none), whose id the list's filter says too; null for all.</param>
public sealed record ListAuditEntries(ListRequest List, AuditOf? Of = null) : IRequest<ListPage<AuditEntryRow>>
{
    public static readonly ListSpec<AuditEntry> Spec = new ListSpec<AuditEntry>(e => e.Id)
        .Sortable("at", e => e.At)
        .Filter("kind", e => e.Kind)
        .Filter("recordId", e => e.RecordId)
        .Filter("version", e => e.Version)
        .Filter("act", e => e.Act)
        .Filter("field", any => e => e.Fields.Any(f => any.Contains(f)))
        .Filter("actorId", e => e.ActorId)
        .Filter("sessionId", e => e.SessionId)
        .Filter("keyId", e => e.KeyId)
        .Filter("channel", e => e.Channel)
        .Filter("operation", e => e.Operation)
        .Filter("requestId", e => e.RequestId)
        .SortedBy("-at");
}

/// <summary>The record whose entries are asked for.</summary>
public abstract record AuditOf
{
    internal abstract Task EnsureExists(ICrmDb db, CancellationToken ct);
}

/// <summary>A record of a kind; archived ones have entries, too.</summary>
public sealed record AuditOf<T>(Id<T> Id) : AuditOf where T : Aggregate
{
    internal override async Task EnsureExists(ICrmDb db, CancellationToken ct)
    {
        if (!await db.Set<T>().WithArchived().AnyAsync(r => EF.Property<Id<T>>(r, nameof(Id)) == Id, ct)) throw new NotFound(typeof(T).Name, Id);
        await db.EnsureAllowedAsync(Id, ct);
    }
}

/// <param name="ActorId">The user who did it; null for a job and before sign-in.</param>
/// <param name="SessionId">The session in which it was done; null where there was none.</param>
/// <param name="KeyId">The API key with which it was done; null where there was none.</param>
/// <param name="Channel">Through what it was done: api, sample, system (the app itself), or job: and the job's name.</param>
/// <param name="Operation">The operation of the API, such as changeCustomer; null where there was none.</param>
/// <param name="RequestId">The Request-Id of the answer; null where there was none.</param>
/// <param name="Kind">The kind of the record, such as customer.</param>
/// <param name="RecordId">The record; null for an act on no single one.</param>
/// <param name="Version">The record's version after the act; null where it has none.</param>
/// <param name="Fields">The names of what was set or changed. Parts are named by their list, such as channels; of a changed secret there is the name only.</param>
/// <param name="Changes">What was set or changed, from what to what; null when there are no values, or when they are erased.</param>
/// <param name="IsErased">Whether the values were erased, with the personal data of the record.</param>
public sealed record AuditEntryRow(
    Id<AuditEntry> Id,
    DateTimeOffset At,
    Id<User>? ActorId,
    Guid? SessionId,
    Guid? KeyId,
    string Channel,
    string? Operation,
    string? RequestId,
    string Kind,
    Guid? RecordId,
    int? Version,
    AuditAct Act,
    IReadOnlyList<string> Fields,
    IReadOnlyList<AuditChangeRow>? Changes,
    bool IsErased)
{
    internal static AuditEntryRow Of(AuditEntry e, string? values) => new(
        e.Id, e.At, e.ActorId, e.SessionId, e.KeyId, e.Channel, e.Operation, e.RequestId, e.Kind, e.RecordId, e.Version, e.Act, e.Fields,
        values is null ? null : JsonSerializer.Deserialize<IReadOnlyList<AuditChangeRow>>(values, CrmJson.Options), e.ValuesHash is not null && values is null);
}

/// <summary>One field before and after.</summary>
/// <param name="Field">Its name, as the API's JSON has it.</param>
/// <param name="From">What it was, as the API's JSON would write it; null when it had no value. Of parts those that changed or went.</param>
/// <param name="To">What it became; null when it has no value any more. Of parts those that changed or came.</param>
public sealed record AuditChangeRow(string Field, JsonElement? From, JsonElement? To)
{
    /// <summary>What a role hides in a record of the kind, it hides in what is told of the record, too: that it changed is shown, what it was and became is not.</summary>
    internal static IReadOnlyList<AuditChangeRow>? Shown(IReadOnlyList<AuditChangeRow>? changes, string kind, FieldRights rights) =>
        changes is null || rights.IsUnlimited ? changes : [.. changes.Select(c => IsHidden(c, kind, rights) ? c with { From = null, To = null } : c)];

    // A rule for credit hides credit.limit as well.
    private static bool IsHidden(AuditChangeRow change, string kind, FieldRights rights) =>
        rights.IsHidden(kind, change.Field) || change.Field.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && rights.IsHidden(kind, change.Field[..dot]);
}

internal sealed class ListAuditEntriesHandler(ICrmDb db, ListReader lists, ICurrentUser caller) : IRequestHandler<ListAuditEntries, ListPage<AuditEntryRow>>
{
    public async Task<ListPage<AuditEntryRow>> Handle(ListAuditEntries q, CancellationToken ct)
    {
        if (q.Of is not null) await q.Of.EnsureExists(db, ct);
        var page = await lists.Page(db.Set<AuditEntry>(), ListAuditEntries.Spec, q.List,
            e => AuditEntryRow.Of(e, db.Set<AuditValues>().Where(v => v.EntryId == e.Id).Select(v => v.Json).FirstOrDefault()), ct);
        return caller.Access.Fields.IsUnlimited ? page : page with { Data = [.. page.Data.Select(r => r with { Changes = AuditChangeRow.Shown(r.Changes, r.Kind, caller.Access.Fields) })] };
    }
}
