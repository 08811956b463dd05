using System.Linq.Expressions;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Merging;
using Crm.Domain.Identity;
using Crm.Domain.Marketing;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using Crm.Domain.Service.Levels;
using Crm.Infrastructure.Persistence.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Query;

namespace Crm.Infrastructure.Persistence;

/// <summary>Who sees which records, in one place for every query: a filter on each kind that belongs to somebody. An order, and a ticket, is also seen by those
/// who see its customer as their own; what belongs to an order, a ticket or a customer is seen with it.</summary>
public sealed partial class CrmDb
{
    private Act _act = Act.Read;
    private bool _asSystem;

    // Asked by the filters at every query.
    private Scope InCustomers => In(Area.Customers);
    private Scope InOrders => In(Area.Orders);
    private Scope InTickets => In(Area.Tickets);

    /// <summary>Whether no filter would hide anything, whatever a query is about.</summary>
    internal bool SeesEverything => InCustomers.IsEverything && InOrders.IsEverything && InTickets.IsEverything;

    public async Task EnsureAllowedAsync<T>(Id<T> id, CancellationToken ct) where T : Aggregate
    {
        var act = _scoped.Caller.Act is Act.Read or Act.Create ? Act.Change : _scoped.Caller.Act;
        if (Areas.OfOwned(typeof(T)) is not { } area || _asSystem || _scoped.Caller.Access.Of(area, act).Covers(_scoped.Caller.Access.Of(area, Act.Read))) return;
        if (!await Extends(id, act, ct)) throw NotAllowed.Beyond(area, act);
    }

    private Scope In(Area area) => (_asSystem ? CallerAccess.Everything : _scoped.Caller.Access).Of(area, _act);

    private AsItWas AsSystem()
    {
        var before = new AsItWas(this, _asSystem);
        _asSystem = true;
        return before;
    }

    /// <summary>The records that the request creates, when the caller may not create them for everybody.</summary>
    private List<(Area Area, EntityEntry Entry)> Created(IReadOnlyList<SavedRecord> saved) =>
        _asSystem || _scoped.Caller.Act != Act.Create
            ? []
            : [.. from entry in saved.Select(s => s.Root)
               where entry.State == EntityState.Added
               let area = Areas.OfOwned(entry.Metadata.ClrType)
               where area is not null && !_scoped.Caller.Access.Of(area.Value, Act.Create).IsEverything
               select (area.Value, entry)];

    // Looked at once it is there, by the same filter that reads it; refused, the transaction undoes it.
    private async Task EnsureCreatable(List<(Area Area, EntityEntry Entry)> created, CancellationToken ct)
    {
        foreach (var (area, entry) in created)
        {
            if (!IsInTransaction) throw new InvalidOperationException($"Creating a {entry.Metadata.ClrType.Name} needs a transaction.");
            var check = (Task<bool>)ExtendsTo.MakeGenericMethod(entry.Metadata.ClrType).Invoke(this, [entry.Property("Id").CurrentValue, Act.Create, ct])!;
            if (!await check) throw NotAllowed.Beyond(area, Act.Create);
        }
    }

    private static readonly System.Reflection.MethodInfo ExtendsTo = typeof(CrmDb).GetMethod(nameof(Extends), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!;

    private async Task<bool> Extends<T>(Id<T> id, Act act, CancellationToken ct) where T : Aggregate
    {
        _act = act;
        try
        {
            return await Set<T>().WithArchived().AnyAsync(r => EF.Property<Id<T>>(r, "Id") == id, ct);
        }
        finally
        {
            _act = Act.Read;
        }
    }

    private void HideTheInvisible(ModelBuilder m)
    {
        Belongings<CustomerBelonging>(m, "SELECT c.id, c.id AS customer_id, c.owner_id, c.owner_id AS customer_owner_id, c.team_id FROM customers c");
        Belongings<ConsentBelonging>(m, "SELECT s.id, c.id AS customer_id, c.owner_id, c.owner_id AS customer_owner_id, c.team_id FROM consents s LEFT JOIN contacts k ON k.id = s.contact_id JOIN customers c ON c.id = coalesce(s.customer_id, k.customer_id)");
        Belongings<OrderBelonging>(m, "SELECT o.id, o.customer_id, o.owner_id, c.owner_id AS customer_owner_id, c.team_id FROM orders o JOIN customers c ON c.id = o.customer_id");
        Belongings<TicketBelonging>(m, "SELECT t.id, t.customer_id, t.assignee_id AS owner_id, c.owner_id AS customer_owner_id, c.team_id FROM tickets t JOIN customers c ON c.id = t.customer_id");

        Filter<Customer, CustomerBelonging>(m, () => InCustomers, (x, b) => b.Id == x.Id);
        Filter<Contact, CustomerBelonging>(m, () => InCustomers, (x, b) => b.Id == x.CustomerId);
        Filter<Interaction, CustomerBelonging>(m, () => InCustomers, (x, b) => b.Id == x.CustomerId);
        Filter<Consent, ConsentBelonging>(m, () => InCustomers, (x, b) => b.Id == x.Id);
        Filter<CustomerMerge, CustomerBelonging>(m, () => InCustomers, (x, b) => b.Id == x.SurvivorId);
        Filter<SegmentMember, CustomerBelonging>(m, () => InCustomers, (x, b) => b.Id == x.CustomerId);
        Filter<Order, OrderBelonging>(m, () => InOrders, (x, b) => b.Id == x.Id);
        Filter<Shipment, OrderBelonging>(m, () => InOrders, (x, b) => b.Id == x.OrderId);
        Filter<Payment, OrderBelonging>(m, () => InOrders, (x, b) => b.Id == x.OrderId);
        Filter<Return, OrderBelonging>(m, () => InOrders, (x, b) => b.Id == x.OrderId);
        Filter<Ticket, TicketBelonging>(m, () => InTickets, (x, b) => b.Id == x.Id);
        Filter<TicketMessage, TicketBelonging>(m, () => InTickets, (x, b) => b.Id == x.TicketId);
        Filter<SlaEvent, TicketBelonging>(m, () => InTickets, (x, b) => b.Id == x.TicketId);
        Filter<TicketSurvey, TicketBelonging>(m, () => InTickets, (x, b) => b.Id == x.TicketId);
    }

    private static void Belongings<TBelonging>(ModelBuilder m, string sql) where TBelonging : Belonging => m.Entity<TBelonging>().HasNoKey().ToSqlQuery(sql);

    /// <summary>Shows a record when its scope is everything, or holds what the record belongs to.</summary>
    private void Filter<T, TBelonging>(ModelBuilder m, Expression<Func<Scope>> scope, Expression<Func<T, TBelonging, bool>> belongs) where T : class where TBelonging : Belonging
    {
        Expression<Func<Scope, bool>> everything = s => s.IsEverything;
        Expression<Func<Belonging, Scope, bool>> isIn = (b, s) =>
            (s.IsAnybodys || b.OwnerId != null && s.Users.Contains(b.OwnerId.Value) || b.CustomerOwnerId != null && s.Users.Contains(b.CustomerOwnerId.Value) || b.TeamId != null && s.Teams.Contains(b.TeamId.Value))
            && (!s.IsLimited || s.Customers.Contains(b.CustomerId));
        var (record, belonging) = (belongs.Parameters[0], belongs.Parameters[1]);
        var test = Expression.AndAlso(belongs.Body, ReplacingExpressionVisitor.Replace(isIn.Parameters[0], belonging, ReplacingExpressionVisitor.Replace(isIn.Parameters[1], scope.Body, isIn.Body)));
        var belongings = Expression.Call(Expression.Constant(this), nameof(Set), [typeof(TBelonging)]);
        var any = Expression.Call(typeof(Queryable), nameof(Queryable.Any), [typeof(TBelonging)], belongings, Expression.Quote(Expression.Lambda<Func<TBelonging, bool>>(test, belonging)));
        var shown = Expression.OrElse(ReplacingExpressionVisitor.Replace(everything.Parameters[0], scope.Body, everything.Body), any);
        m.Entity<T>().HasQueryFilter(Filters.Visible, Expression.Lambda<Func<T, bool>>(shown, record));
    }

    private readonly struct AsItWas(CrmDb db, bool asSystem) : IDisposable
    {
        public void Dispose() => db._asSystem = asSystem;
    }
}

/// <summary>To whom a record belongs; read beside the records themselves, so that a filter does not ask another filter.</summary>
internal abstract class Belonging
{
    public Id<Customer> CustomerId { get; private init; }
    public Id<User>? OwnerId { get; private init; }
    public Id<User>? CustomerOwnerId { get; private init; }
    public Id<Team>? TeamId { get; private init; }
}

internal sealed class CustomerBelonging : Belonging
{
    public Id<Customer> Id { get; private init; }
}

internal sealed class ConsentBelonging : Belonging
{
    public Id<Consent> Id { get; private init; }
}

internal sealed class OrderBelonging : Belonging
{
    public Id<Order> Id { get; private init; }
}

internal sealed class TicketBelonging : Belonging
{
    public Id<Ticket> Id { get; private init; }
}
