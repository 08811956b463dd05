using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Identity.HandOvers;
using Crm.Application.Operations.Files;
using Crm.Application.Operations.Imports;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Marketing;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Privacy;

/// <summary>Takes a person out of all that is kept: in one transaction, in every record that can tell of them, in the audit's values and in the answers that are kept for repetitions.</summary>
public sealed class Erasure(ICrmDb db, IAuditErasure audit, IKeptAnswers answers, IStoredFiles files, IImportFiles imports, TimeProvider clock)
{
    private const int Named = 100;

    private static readonly ReturnStatus[] OpenReturn = [ReturnStatus.Requested, ReturnStatus.Approved, ReturnStatus.Received, ReturnStatus.Inspected];

    /// <summary>Locks all records of the person: whoever changes one of them waits, and whoever makes a new one for the person does, too.</summary>
    internal async Task<PersonsRecords> Lock(Func<Task<PersonsRecords>> read, CancellationToken ct)
    {
        var records = await read();
        while (true)
        {
            await db.LockAsync(records.Orders, ct);
            await db.LockAsync(records.Shipments, ct);
            await db.LockAsync(records.Returns, ct);
            await db.LockAsync(records.Tickets, ct);
            await db.LockAsync(records.Interactions, ct);
            await db.LockWholeAsync(records.Customers, ct);
            await db.LockWholeAsync(records.Contacts, ct);
            var present = await read();   // what came before the person was locked; from now on nothing comes
            if (records.Hold(present)) return present;
            records = present;
        }
    }

    /// <exception cref="RuleBroken">Something still needs the data (409, saying what).</exception>
    internal async Task EnsureNothingOpen(PersonsRecords records, CancellationToken ct)
    {
        var (orders, returns, tickets, contacts, customers) = (records.Orders, records.Returns, records.Tickets, records.Contacts, records.Customers);
        List<ErasureObstacle> obstacles = [];
        // An archived draft waits for nobody, and goes nowhere once its customer is archived.
        await Add(ErasureObstacleCode.OpenOrders, await db.Orders.Whole().Where(o => orders.Contains(o.Id) && o.ArchivedAt == null).Where(OpenWork.OpenOrder).Select(o => o.Id).ToListAsync(ct),
            any => db.Orders.Where(o => any.Contains(o.Id)).Select(o => o.Id));
        await Add(ErasureObstacleCode.OpenReturns, await db.Returns.Whole().Where(r => returns.Contains(r.Id) && OpenReturn.Contains(r.Status)).Select(r => r.Id).ToListAsync(ct),
            any => db.Returns.Where(r => any.Contains(r.Id)).Select(r => r.Id));
        await Add(ErasureObstacleCode.OpenTickets, await db.Tickets.Whole().Where(t => tickets.Contains(t.Id)).Where(OpenWork.OpenTicket).Select(t => t.Id).ToListAsync(ct),
            any => db.Tickets.Where(t => any.Contains(t.Id)).Select(t => t.Id));
        // A hold on a customer is one on its contacts, too.
        var heldContacts = await db.Contacts.Whole().Where(c => contacts.Contains(c.Id) && c.LegalHoldSince != null).Select(c => c.Id.Value).ToListAsync(ct);
        var heldCustomers = await db.Customers.Whole()
            .Where(c => (customers.Contains(c.Id) || db.Contacts.Any(k => contacts.Contains(k.Id) && k.CustomerId == c.Id)) && c.LegalHoldSince != null).Select(c => c.Id.Value).ToListAsync(ct);
        if (heldContacts.Count + heldCustomers.Count > 0) obstacles.Add(new(ErasureObstacleCode.LegalHold, heldContacts.Count + heldCustomers.Count, [.. heldCustomers.Concat(heldContacts).Take(Named)]));
        if (obstacles.Count > 0) throw PrivacyErrors.ErasureBlocked(obstacles);

        async Task Add<T>(ErasureObstacleCode code, List<Id<T>> open, Func<List<Id<T>>, IQueryable<Id<T>>> seen) where T : class
        {
            if (open.Count > 0) obstacles.Add(new(code, open.Count, [.. (await seen(open).Take(Named).ToListAsync(ct)).Select(id => id.Value).Order()]));
        }
    }

    /// <summary>Erases what hangs on the person, whose own record the caller has erased, and saves. The records must be locked.</summary>
    internal async Task Erase(PersonsRecords records, ErasureReason reason, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (customers, contacts) = (records.Customers, records.Contacts);
        foreach (var contact in await db.Contacts.Whole().Where(c => contacts.Contains(c.Id)).ToListAsync(ct)) contact.Erase(reason, now);
        foreach (var change in await db.Set<LifecycleChange>().Where(l => customers.Contains(l.CustomerId) && l.Reason != null).ToListAsync(ct)) change.Erase();
        var members = db.Set<SegmentMember>();
        members.RemoveRange(await members.Whole().Where(m => customers.Contains(m.CustomerId)).ToListAsync(ct));
        var consents = await db.Consents.Whole().Where(records.TheirConsents).ToListAsync(ct);
        foreach (var consent in consents) consent.Erase();
        var (lines, payments) = await EraseOrders(records, ct);
        var messages = await EraseTickets(records, ct);
        var surveys = await EraseSurveys(records, now, ct);
        var interactions = records.Interactions;
        foreach (var interaction in await db.Interactions.Whole().Where(i => interactions.Contains(i.Id)).ToListAsync(ct)) interaction.Erase(now);
        var handOvers = await EraseHandOvers(records, ct);
        var merges = await db.CustomerMerges.Unrestricted().Where(m => m.Parties.Any(p => customers.Contains(p.CustomerId))).ToListAsync(ct);
        foreach (var merge in merges) merge.Erase();
        audit.EraseValuesOf(
        [
            .. Audited(records.Customers), .. Audited(records.Contacts), .. Audited(records.Orders), .. Audited(records.Shipments), .. Audited(records.Returns), .. Audited(records.Tickets),
            .. Audited(interactions), .. Audited(consents.Select(c => c.Id)), .. Audited(payments), .. Audited(handOvers), .. Audited(merges.Select(m => m.Id)), .. Audited(surveys),
        ]);
        await db.SaveChangesAsync(ct);
        await files.EraseExports(ct);
        await imports.ErasePersons([.. Ids(records.Customers), .. Ids(records.Contacts), .. Ids(records.Orders), .. Ids(records.Tickets)], ct);
        await answers.Forget(
        [
            .. Ids(records.Customers), .. Ids(records.Contacts), .. Ids(records.Orders), .. Ids(lines), .. Ids(records.Shipments), .. Ids(records.Returns), .. Ids(records.Tickets),
            .. Ids(interactions), .. Ids(consents.Select(c => c.Id)), .. Ids(payments), .. Ids(messages), .. Ids(handOvers), .. Ids(merges.Select(m => m.Id)), .. Ids(surveys),
        ], ct);
    }

    private async Task<(List<Id<OrderLine>> Lines, List<Id<Payment>> Payments)> EraseOrders(PersonsRecords records, CancellationToken ct)
    {
        var (ids, shipments, returns) = (records.Orders, records.Shipments, records.Returns);
        var orders = await db.Orders.Whole().Where(o => ids.Contains(o.Id)).ToListAsync(ct);
        Id<Domain.Catalog.Product>[] products = [.. orders.SelectMany(o => o.Lines).Select(l => l.ProductId).OfType<Id<Domain.Catalog.Product>>().Distinct()];
        var names = await db.Products.Whole().Where(p => products.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, ct);
        foreach (var order in orders) order.Erase(names);
        foreach (var change in await db.Set<OrderChange>().Where(c => ids.Contains(EF.Property<Id<Order>>(c, "OrderId"))).ToListAsync(ct)) change.Erase();
        foreach (var shipment in await db.Shipments.Whole().Where(s => shipments.Contains(s.Id)).ToListAsync(ct)) shipment.Erase();
        foreach (var rma in await db.Returns.Whole().Where(r => returns.Contains(r.Id)).ToListAsync(ct)) rma.Erase();
        var payments = await db.Payments.Whole().Where(p => ids.Contains(p.OrderId)).ToListAsync(ct);
        foreach (var payment in payments) payment.Erase();
        return ([.. orders.SelectMany(o => o.Lines).Select(l => l.Id)], payments.ConvertAll(p => p.Id));
    }

    private async Task<List<Id<TicketMessage>>> EraseTickets(PersonsRecords records, CancellationToken ct)
    {
        var ids = records.Tickets;
        foreach (var ticket in await db.Tickets.Whole().Where(t => ids.Contains(t.Id)).ToListAsync(ct)) ticket.Erase();
        var messages = await db.TicketMessages.Whole().Where(records.TheirMessages).ToListAsync(ct);
        foreach (var message in messages) message.Erase();
        return messages.ConvertAll(m => m.Id);
    }

    private async Task<List<Id<TicketSurvey>>> EraseSurveys(PersonsRecords records, DateTimeOffset now, CancellationToken ct)
    {
        var ids = records.Tickets;
        var surveys = await db.TicketSurveys.Unrestricted().Where(s => ids.Contains(s.TicketId)).ToListAsync(ct);
        foreach (var survey in surveys) survey.Erase(now);
        return surveys.ConvertAll(s => s.Id);
    }

    private async Task<List<Id<HandOver>>> EraseHandOvers(PersonsRecords records, CancellationToken ct)
    {
        Guid[] ids = [.. Ids(records.Customers), .. Ids(records.Orders), .. Ids(records.Tickets)];
        var handOvers = await db.HandOvers.Where(h => h.Reason != null && db.Set<HandOverItem>().Any(i => i.HandOverId == h.Id && ids.Contains(i.RecordId))).ToListAsync(ct);
        foreach (var handOver in handOvers) handOver.Erase();
        return handOvers.ConvertAll(h => h.Id);
    }

    private static IEnumerable<AuditedRecord> Audited<T>(IEnumerable<Id<T>> ids) where T : Aggregate => ids.Select(AuditedRecord.Of);

    private static IEnumerable<Guid> Ids<T>(IEnumerable<Id<T>> ids) where T : class => ids.Select(id => id.Value);
}

/// <summary>Whom an erasure leaves alone, and who is asked before it.</summary>
internal static class ErasureGuards
{
    /// <summary>Looked at before anything is locked, for the orders come first and the person last.</summary>
    public static async Task EnsureMayErase<T>(this ICrmDb db, Id<T> id, CancellationToken ct) where T : ArchivableAggregate
    {
        if (!await db.Set<T>().WithArchived().AnyAsync(r => EF.Property<Id<T>>(r, "Id") == id, ct)) throw new NotFound(typeof(T).Name, id);
        await db.EnsureAllowedAsync(id, ct);
    }

    /// <summary>For what comes to the customer without being asked for by its id, such as a follow-up.</summary>
    /// <exception cref="RuleBroken">The customer's data is erased (409).</exception>
    public static async Task EnsureNotErased(this ICrmDb db, Id<Customer> customer, CancellationToken ct)
    {
        await db.RelyOnAsync([customer], ct);
        if (await db.Customers.Whole().AnyAsync(c => c.Id == customer && c.ErasedAt != null, ct)) throw PrivacyErrors.Erased;
    }
}
