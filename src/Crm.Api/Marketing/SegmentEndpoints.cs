using Crm.Api.Audit;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Customers;
using Crm.Application.Marketing.Segments;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Marketing;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Marketing;

internal static class SegmentEndpoints
{
    public static void MapSegments(this RouteGroupBuilder v1)
    {
        var segments = v1.MapGroup("/segments").WithTags("Segments");

        segments.MapGet("/", Task<ListPage<SegmentDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListSegments(query.Request), ct))
            .Needs(Area.Marketing, Act.Read).Describe("listSegments", "List segments").Lists(ListSegments.Spec);

        segments.MapSearch(Area.Marketing, ListSegments.Spec, list => new ListSegments(list), "segments");

        segments.MapPost("/", Task<Created<SegmentDetails>> (CreateSegment body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("segments", s => s.Id))
            .Needs(Area.Marketing, Act.Create).Describe("createSegment", "Make a segment",
                "Makes a named group of customers: a static one, whose members are named one by one, or a dynamic one, whose members are all that meet its filter at the time of asking. The filter is that of a search of customers.")
            .ProducesProblem(409)
            .Example("""
                {"name":"Good customers in education","kind":"dynamic",
                 "filter":{"and":[{"field":"market","op":"eq","value":"education"},{"field":"orders.netTotal","op":"gte","value":"10000 EUR"},
                                  {"none":"tickets","filter":{"field":"type","op":"eq","value":"complaint"}}]}}
                """);

        segments.MapGet("/{id}", Task<SegmentDetails> (Id<Segment> id, IMediator send, CancellationToken ct) => send.Send(new GetSegment(id), ct))
            .Needs(Area.Marketing, Act.Read).Describe("getSegment", "Read a segment").ProducesProblem(404).Reads(ListSegments.Spec);

        segments.MapPatch("/{id}", Task<SegmentDetails> (Id<Segment> id, MergePatch<SegmentInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeSegment(body) { Id = id }, ct))
            .Needs(Area.Marketing, Act.Change).Describe("changeSegment", "Change a segment", "Changes a segment. A filter is replaced whole, not merged into the one before.").MayConflict()
            .Example("""{"name":"Opticians in education","description":"For the spring catalogue."}""");

        segments.MapArchiving<Segment>(Area.Marketing, "segment");
        segments.MapAuditEntries<Segment>(Area.Marketing, "segment");

        segments.MapGet("/{id}/customers", Task<ListPage<CustomerRow>> (Id<Segment> id, ListQuery query, IMediator send, CancellationToken ct) =>
                send.Send(new ListSegmentCustomers(id, query.Where("segmentId", id)), ct))
            .Needs(Area.Marketing, Act.Read).Needs(Area.Customers, Act.Read).Describe("listSegmentCustomers", "List the customers in a segment",
                "Lists those customers in the segment that you see, as the list of all customers does; a dynamic segment is worked out anew.")
            .Lists(ListCustomers.Spec).ProducesProblem(404).ProducesProblem(409);

        segments.MapGet("/{id}/count", Task<SegmentCountDetails> (Id<Segment> id, IMediator send, CancellationToken ct) => send.Send(new CountSegment(id), ct))
            .Needs(Area.Marketing, Act.Read).Needs(Area.Customers, Act.Read).Describe("countSegment", "Count the customers in a segment", "Counts those customers in the segment that you see, exactly.")
            .ProducesProblem(404).ProducesProblem(409);

        segments.MapPost("/{id}/members", Task<SegmentMembersDetails> (Id<Segment> id, AddSegmentMembers body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Marketing, Act.Change).Needs(Area.Customers, Act.Read).Describe("addSegmentMembers", "Put customers into a static segment",
                "Puts up to 1,000 customers into the segment; who is in it already, stays, so repeating it does no harm. All of them, or none when one is not there.").MayConflict();

        segments.MapPut("/{id}/members/{customerId}", async Task<NoContent> (Id<Segment> id, Id<Customer> customerId, IMediator send, CancellationToken ct) =>
            {
                await send.Send(new PutSegmentMember(customerId) { Id = id }, ct);
                return TypedResults.NoContent();
            })
            .Needs(Area.Marketing, Act.Change).Needs(Area.Customers, Act.Read).Describe("putSegmentMember", "Put a customer into a static segment").MayConflict();

        segments.MapDelete("/{id}/members/{customerId}", async Task<NoContent> (Id<Segment> id, Id<Customer> customerId, IMediator send, CancellationToken ct) =>
            {
                await send.Send(new RemoveSegmentMember(customerId) { Id = id }, ct);
                return TypedResults.NoContent();
            })
            .Needs(Area.Marketing, Act.Change).Needs(Area.Customers, Act.Read).Describe("removeSegmentMember", "Take a customer out of a static segment").MayConflict();
    }
}
