using Crm.Api.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Orders.Payments;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Orders;

internal static class PaymentEndpoints
{
    public static void MapPayments(this RouteGroupBuilder v1)
    {
        var ofOrder = v1.MapGroup("/orders/{id}").WithTags("Payments");

        ofOrder.MapPost("/payments", Task<Created<PaymentDetails>> (Id<Order> id, RecordPayment body, IMediator send, CancellationToken ct) =>
                send.Send(body with { Id = id }, ct).Created("payments", p => p.Id))
            .Needs(Area.Orders, Act.Change).Describe("recordPayment", "Record a payment").MayConflict().RequireIdempotencyKey()
            .Example("""{"method":"bankTransfer","amount":{"amount":"95.20","currency":"EUR"},"reference":"RF18 5390 0754 7034"}""");

        ofOrder.MapPost("/refunds", Task<Created<PaymentDetails>> (Id<Order> id, RecordRefund body, IMediator send, CancellationToken ct) =>
                send.Send(body with { Id = id }, ct).Created("payments", p => p.Id))
            .Needs(Area.Orders, Act.Change).Describe("recordRefund", "Record a refund", "Never more than was paid; it is kept as a payment with a negative amount. It may name a return of the order whose goods have come.").MayConflict().RequireIdempotencyKey();

        var payments = v1.MapGroup("/payments").WithTags("Payments");

        payments.MapGet("/", Task<ListPage<PaymentDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListPayments(query.Request), ct))
            .Needs(Area.Orders, Act.Read).Describe("listPayments", "List payments and refunds").Lists(ListPayments.Spec);

        payments.MapSearch(Area.Orders, ListPayments.Spec, list => new ListPayments(list), "payments");

        payments.MapGet("/{id}", Task<PaymentDetails> (Id<Payment> id, IMediator send, CancellationToken ct) => send.Send(new GetPayment(id), ct))
            .Needs(Area.Orders, Act.Read).Describe("getPayment", "Read a payment or refund").ProducesProblem(404).Reads(ListPayments.Spec);
    }
}
