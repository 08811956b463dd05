using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Customers.Contacts;
using Crm.Application.Customers.Customers;
using Crm.Application.Customers.Interactions;
using Crm.Application.Orders.Orders;
using Crm.Application.Orders.Payments;
using Crm.Application.Orders.Returns;
using Crm.Application.Orders.Shipments;
using Crm.Application.Service.Surveys;
using Crm.Application.Service.Tickets;
using Crm.Domain.Audit;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Marketing;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Privacy;

/// <summary>Puts together what a person may ask for: all of it, whoever may see which part. It is as large as one person's dealings with the company, and no larger.</summary>
public sealed class PersonalDataExport(ICrmDb db, IConfigurationProvider maps, IAudit audit, ICurrentUser caller, TimeProvider clock)
{
    private static readonly string[] Resources = ["customer", "contact", "order", "orderLine", "shipment", "return", "payment", "ticket", "ticketMessage", "ticketSurvey", "consent", "interaction"];

    /// <summary>An export that leaves something out would be a false one, so it needs somebody from whom nothing is hidden.</summary>
    /// <exception cref="NotAllowed">Some field is hidden from the caller (403).</exception>
    internal void EnsureWhole()
    {
        if (caller.Access.Fields.Rules.FirstOrDefault(r => r.Access == FieldAccess.Hidden && Resources.Contains(r.Resource)) is { } hidden)
            throw new NotAllowed($"Your role hides {hidden.Field} of a {hidden.Resource}, and an export has to be whole; leave it to somebody who sees all.");
    }

    internal async Task<PersonalDataDetails> Read(PersonsRecords records, AuditedRecord person, CancellationToken ct)
    {
        var (customers, contacts, tickets, interactions) = (records.Customers, records.Contacts, records.Tickets, records.Interactions);
        var messages = await db.TicketMessages.Whole().AsNoTracking().Where(records.TheirMessages).OrderBy(m => m.SentAt).ThenBy(m => m.Id).ProjectTo<TicketMessageDetails>(maps).ToListAsync(ct);
        var messagesOf = messages.ToLookup(m => m.TicketId);
        var surveys = await db.TicketSurveys.Unrestricted().AsNoTracking().Where(s => tickets.Contains(s.TicketId)).OrderBy(s => s.SurveyedAt).ThenBy(s => s.Id).ProjectTo<TicketSurveyDetails>(maps).ToListAsync(ct);
        var surveysOf = surveys.ToLookup(s => s.TicketId);
        var consents = await db.Consents.Whole().AsNoTracking().Where(records.TheirConsents).OrderBy(c => c.At).ThenBy(c => c.Id).ProjectTo<ConsentDetails>(maps).ToListAsync(ct);
        var orders = await Orders(records, ct);
        var theirs = await db.Customers.Whole().AsNoTracking().Where(c => customers.Contains(c.Id)).OrderBy(c => c.Id).ProjectTo<CustomerDetails>(maps).ToListAsync(ct);
        var data = new PersonalDataDetails(
            clock.GetUtcNow(),
            theirs.Find(c => c.MergedIntoId is null),
            [.. theirs.Where(c => c.MergedIntoId is not null)],
            await db.Contacts.Whole().AsNoTracking().Where(c => contacts.Contains(c.Id)).OrderBy(c => c.Id).ProjectTo<ContactDetails>(maps).ToListAsync(ct),
            consents,
            await db.Set<LifecycleChange>().Where(l => customers.Contains(l.CustomerId)).OrderBy(l => l.At).ThenBy(l => l.Id)
                .Select(l => new LifecycleChangeRow(l.Id, l.CustomerId, l.From, l.To, l.Reason, l.By, l.At)).ToListAsync(ct),
            await db.Set<OwnershipChange>().Where(o => customers.Contains(o.CustomerId)).OrderBy(o => o.At).ThenBy(o => o.Id)
                .Select(o => new OwnershipChangeRow(o.Id, o.CustomerId, o.FromOwnerId, o.ToOwnerId, o.FromTeamId, o.ToTeamId, o.By, o.At, o.HandOverId)).ToListAsync(ct),
            await db.Set<SegmentMember>().Whole().Where(m => customers.Contains(m.CustomerId))
                .Join(db.Segments, m => m.SegmentId, s => s.Id, (m, s) => s).OrderBy(s => s.Id).Select(s => new PersonsSegmentDetails(s.Id, s.Name)).ToListAsync(ct),
            orders,
            [.. (await db.Tickets.Whole().AsNoTracking().Where(t => tickets.Contains(t.Id)).OrderBy(t => t.OpenedAt).ThenBy(t => t.Id).ProjectTo<TicketDetails>(maps).ToListAsync(ct))
                .Select(t => new PersonsTicketDetails(t, [.. messagesOf[t.Id]], [.. surveysOf[t.Id]]))],
            [.. messages.Where(m => !tickets.Contains(m.TicketId))],
            await db.Interactions.Whole().AsNoTracking().Where(i => interactions.Contains(i.Id)).OrderBy(i => i.StartedAt).ThenBy(i => i.Id).ProjectTo<InteractionDetails>(maps).ToListAsync(ct),
            await AuditEntries(records, orders, consents, surveys, ct));
        audit.Read(person.Kind, person.Id, new Dictionary<string, object?> { ["orders"] = orders.Count, ["tickets"] = tickets.Length, ["contacts"] = contacts.Length, ["consents"] = consents.Count });
        await db.SaveChangesAsync(ct);
        return data;
    }

    private async Task<IReadOnlyList<PersonsOrderDetails>> Orders(PersonsRecords records, CancellationToken ct)
    {
        var (ids, shipmentIds, returnIds) = (records.Orders, records.Shipments, records.Returns);
        var orders = await db.Orders.Whole().AsNoTracking().Where(o => ids.Contains(o.Id)).OrderBy(o => o.CreatedAt).ThenBy(o => o.Id).ProjectTo<OrderDetails>(maps).ToListAsync(ct);
        var shipments = (await db.Shipments.Whole().AsNoTracking().Where(s => shipmentIds.Contains(s.Id)).OrderBy(s => s.Id).ProjectTo<ShipmentDetails>(maps).ToListAsync(ct)).ToLookup(s => s.OrderId);
        var returns = (await ReturnDetails.Of(db, db.Returns.Whole().Where(r => returnIds.Contains(r.Id)).OrderBy(r => r.Id)).ToListAsync(ct)).ToLookup(r => r.OrderId);
        var payments = (await db.Payments.Whole().AsNoTracking().Where(p => ids.Contains(p.OrderId)).OrderBy(p => p.Id).ProjectTo<PaymentDetails>(maps).ToListAsync(ct)).ToLookup(p => p.OrderId);
        var changes = (await db.Set<OrderChange>().Where(c => ids.Contains(EF.Property<Id<Order>>(c, "OrderId"))).OrderBy(c => c.Revision).ThenBy(c => c.Id)
            .Select(c => new { OrderId = EF.Property<Id<Order>>(c, "OrderId"), Row = new OrderChangeRow(c.Id, c.Revision, c.At, c.By, c.Kind, c.LineId, c.Field, c.Before, c.After, c.Reason) })
            .ToListAsync(ct)).ToLookup(c => c.OrderId, c => c.Row);
        return [.. orders.Select(o => new PersonsOrderDetails(o, [.. changes[o.Id]], [.. shipments[o.Id]], [.. returns[o.Id]], [.. payments[o.Id]]))];
    }

    private async Task<IReadOnlyList<AuditEntryRow>> AuditEntries(PersonsRecords records, IReadOnlyList<PersonsOrderDetails> orders, IReadOnlyList<ConsentDetails> consents, IReadOnlyList<TicketSurveyDetails> surveys, CancellationToken ct)
    {
        Guid?[] ids =
        [
            .. Ids(records.Customers), .. Ids(records.Contacts), .. Ids(records.Orders), .. Ids(records.Shipments), .. Ids(records.Returns), .. Ids(records.Tickets), .. Ids(records.Interactions),
            .. Ids(consents.Select(c => c.Id)), .. Ids(orders.SelectMany(o => o.Payments).Select(p => p.Id)), .. Ids(surveys.Select(s => s.Id)),
        ];
        return await db.Set<AuditEntry>().AsNoTracking().Where(e => ids.Contains(e.RecordId)).OrderBy(e => e.At).ThenBy(e => e.Id)
            .Select(e => AuditEntryRow.Of(e, db.Set<AuditValues>().Where(v => v.EntryId == e.Id).Select(v => v.Json).FirstOrDefault())).ToListAsync(ct);
    }

    private static IEnumerable<Guid?> Ids<T>(IEnumerable<Id<T>> ids) where T : class => ids.Select(id => (Guid?)id.Value);
}
