using Crm.Api.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Orders.Returns;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Orders;

internal static class ReturnEndpoints
{
    public static void MapReturns(this RouteGroupBuilder v1)
    {
        v1.MapPost("/orders/{id}/returns", Task<Created<ReturnDetails>> (Id<Order> id, RequestReturn body, IMediator send, CancellationToken ct) =>
                send.Send(body with { OrderId = id }, ct).Created("returns", r => r.Id))
            .WithTags("Returns").Needs(Area.Orders, Act.Change).Describe("requestReturn", "Request a return", "The customer wants to send delivered goods back. After the window a manager may let it pass with a reason.").MayConflict().ProducesProblem(403);

        var returns = v1.MapGroup("/returns").WithTags("Returns");

        returns.MapGet("/", Task<ListPage<ReturnRow>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListReturns(query.Request), ct))
            .Needs(Area.Orders, Act.Read).Describe("listReturns", "List returns").Lists(ListReturns.Spec);

        returns.MapSearch(Area.Orders, ListReturns.Spec, list => new ListReturns(list), "returns");

        returns.MapGet("/{id}", Task<ReturnDetails> (Id<Return> id, IMediator send, CancellationToken ct) => send.Send(new GetReturn(id), ct))
            .Needs(Area.Orders, Act.Read).Describe("getReturn", "Read a return").ProducesProblem(404).Reads(ListReturns.Spec);

        returns.MapPut("/{id}/approval", Task<ReturnDetails> (Id<Return> id, IMediator send, CancellationToken ct) => send.Send(new ApproveReturn { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("approveReturn", "Approve a return").MayConflict();

        returns.MapPut("/{id}/rejection", Task<ReturnDetails> (Id<Return> id, RejectReturn body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("rejectReturn", "Reject a return").MayConflict();

        returns.MapPut("/{id}/receipt", Task<ReturnDetails> (Id<Return> id, IMediator send, CancellationToken ct) => send.Send(new ReceiveReturn { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("receiveReturn", "Record the arrival of a return").MayConflict();

        returns.MapPut("/{id}/inspection", Task<ReturnDetails> (Id<Return> id, InspectReturn body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("inspectReturn", "Record the inspection of a return", "Says of every line what was found, whether it is restocked or scrapped, and what the customer gets if not what was wished. Several findings of one line add up to its quantity.").MayConflict();

        returns.MapPut("/{id}/closure", Task<ReturnDetails> (Id<Return> id, CloseReturn? body, IMediator send, CancellationToken ct) => send.Send((body ?? new()) with { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("closeReturn", "Close a return", "Settles it: goods go back into stock, or mended to the customer, refunds are recorded, goods to be exchanged are ordered. All of it happens, or nothing.").MayConflict();

        returns.MapPut("/{id}/cancellation", Task<ReturnDetails> (Id<Return> id, CancelReturn? body, IMediator send, CancellationToken ct) => send.Send((body ?? new()) with { Id = id }, ct))
            .Needs(Area.Orders, Act.Change).Describe("cancelReturn", "Cancel a return", "The customer keeps the goods after all.").MayConflict();
    }
}
