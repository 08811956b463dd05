using System.Text.Json;
using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Integration;

namespace Crm.Application.Integration.Events;

/// <summary>Something that happened to a record.</summary>
/// <param name="Id">By which a receiver knows an event again that comes twice; the webhook-id.</param>
/// <param name="Cursor">Its place in the feed: what comes after it is asked for with after=…, or with Last-Event-ID.</param>
/// <param name="Type">The kind of the record and what happened to it, such as order.placed.</param>
/// <param name="ActorId">The user who did it; null for a job and before sign-in.</param>
/// <param name="KeyId">The API key with which it was done; null where there was none.</param>
/// <param name="Channel">Through what it was done: api, sample, system (the app itself), or job: and the job's name.</param>
/// <param name="Changes">What was set or changed, from what to what; null when nothing was, or when the values are erased.</param>
/// <param name="IsErased">Whether the values were erased, with the personal data of the record.</param>
/// <param name="Details">What the event says beside the changes, such as to whom a ticket was given: its members depend on the type. Null when it says no more.</param>
public sealed record EventDetails(
    Id<OutboxEvent> Id, string Cursor, string Type, DateTimeOffset At, Id<User>? ActorId, Guid? KeyId, string Channel, EventSubjectDetails Subject,
    IReadOnlyList<AuditChangeRow>? Changes, bool IsErased, JsonElement? Details);

/// <summary>What an event is about.</summary>
/// <param name="Kind">The kind of the record, such as customer.</param>
/// <param name="Version">The record's version after the change; null where several were changed by one statement.</param>
public sealed record EventSubjectDetails(string Kind, Guid Id, int? Version);

/// <summary>A part of the feed.</summary>
/// <param name="Data">In the order in which they happened to each record.</param>
/// <param name="NextCursor">What to ask for next, by after=…; it is there even when nothing came.</param>
/// <param name="HasMore">Whether there are more already. A part can be shorter than the limit, even empty, and more follow.</param>
public sealed record EventPage(IReadOnlyList<EventDetails> Data, string NextCursor, bool HasMore);

/// <summary>An event as the database has it, with what stands in the audit.</summary>
/// <param name="Fields">The names of what was set or changed.</param>
public sealed record EventRow(OutboxEvent Event, IReadOnlyList<string>? Fields, bool HadValues, string? Values)
{
    internal EventDetails Shown(string cursor, FieldRights rights)
    {
        var e = Event;
        var changes = Values is null ? null : JsonSerializer.Deserialize<IReadOnlyList<AuditChangeRow>>(Values, CrmJson.Options);
        return new(e.Id, cursor, e.Type, e.At, e.ActorId, e.KeyId, e.Channel, new(e.Kind, e.SubjectId, e.SubjectVersion), AuditChangeRow.Shown(changes, e.Kind, rights), HadValues && Values is null,
            e.Details is null ? null : JsonSerializer.Deserialize<JsonElement>(e.Details));
    }
}
