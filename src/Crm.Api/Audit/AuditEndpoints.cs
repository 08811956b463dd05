using Crm.Api.Common;
using Crm.Application.Audit;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Api.Audit;

internal static class AuditEndpoints
{
    private const string Tag = "Audit";

    public static void MapAudit(this RouteGroupBuilder v1)
    {
        var entries = v1.MapGroup("/audit-entries").WithTags(Tag);

        entries.MapGet("/", Task<ListPage<AuditEntryRow>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListAuditEntries(query.Request), ct))
            .Needs(Area.Identity, Act.Manage).Describe("listAuditEntries", "List who did what", "Lists every change of every record, and every bulk reading of personal data: who, when, through what, and which fields from what to what.")
            .Lists(ListAuditEntries.Spec);

        entries.MapSearch(Area.Identity, ListAuditEntries.Spec, list => new ListAuditEntries(list), "audit entries", act: Act.Manage);

        v1.MapPost("/audit-verifications", Task<AuditVerificationDetails> (IMediator send, CancellationToken ct) => send.Send(new VerifyAudit(), ct))
            .WithTags(Tag).Needs(Area.Identity, Act.Manage).WithMetadata(new OnlyReads())
            .Describe("verifyAudit", "Verify the audit",
                "Goes through the whole chain and names what was altered, is missing or was swapped. On a large audit this takes minutes: there, use the command audit verify. It changes nothing and needs no Idempotency-Key.");
    }

    /// <summary>The audit of one record, below its address: one line for each kind of record.</summary>
    /// <param name="noun">Such as "order line".</param>
    public static RouteHandlerBuilder MapAuditEntries<T>(this IEndpointRouteBuilder resource, Area area, string noun) where T : Aggregate =>
        resource.MapGet("/{id}/audit-entries", Task<ListPage<AuditEntryRow>> (Id<T> id, ListQuery query, IMediator send, CancellationToken ct) =>
                send.Send(new ListAuditEntries(query.Where("recordId", id), new AuditOf<T>(id)), ct))
            .Needs(area, Act.Manage).Describe($"listAuditEntriesOf{string.Concat(noun.Split(' ').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))}", $"List who did what to one {noun}",
                $"Lists the changes of one {noun}, also an archived one: who, when, through what, and which fields from what to what, the newest first.")
            .Lists(ListAuditEntries.Spec).ProducesProblem(404).WithMetadata(new CertainFailure(ProblemErrors.NotFound));
}
