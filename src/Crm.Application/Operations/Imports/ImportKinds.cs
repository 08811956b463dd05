using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Application.Catalog.Products;
using Crm.Application.Common;
using Crm.Application.Customers.Contacts;
using Crm.Application.Customers.Customers;
using Crm.Application.Orders.Lines;
using Crm.Application.Orders.Orders;
using Crm.Application.Service.Tickets;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Operations;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Operations.Imports;

/// <summary>What can be imported: one line for each.</summary>
internal static class ImportKinds
{
    public static ImportKind Of(ImportResource resource) => resource switch
    {
        ImportResource.Customers => new ImportKind<Customer, RegisterCustomer, CustomerDetails>(Area.Customers, new UpsertCustomer(), c => CustomerInput.Of(c), d => d.Id.Value) { Complete = (body, terms) => body["allowDuplicate"] = terms.AllowDuplicates },
        ImportResource.Contacts => new ImportKind<Contact, RegisterContact, ContactDetails>(Area.Customers, new UpsertContact(), c => ContactInput.Of(c), d => d.Id.Value) { Fixed = c => new() { ["customerId"] = c.CustomerId.Value } },
        ImportResource.Products => new ImportKind<Product, RegisterProduct, ProductDetails>(Area.Products, new UpsertProduct(), p => ProductInput.Of(p), d => d.Id.Value) { Clear = ClearStock },
        ImportResource.Orders => new ImportKind<Order, DraftOrder, OrderDetails>(Area.Orders, new UpsertOrder(), o => OrderInput.Of(o), d => d.Id.Value) { Fixed = Lines, Complete = (body, _) => body["channel"] ??= CrmJson.Name(OrderChannel.Import), IsRemovable = o => o.Status == OrderStatus.Draft || o.Channel == OrderChannel.Import },
        ImportResource.Tickets => new ImportKind<Ticket, OpenTicket, TicketDetails>(Area.Tickets, new UpsertTicket(), t => TicketInput.Of(t), d => d.Id.Value) { Fixed = t => new() { ["customerId"] = t.CustomerId.Value } },
        _ => throw new ArgumentOutOfRangeException(nameof(resource)),
    };

    private static JsonObject Lines(Order order) => new()
    {
        ["lines"] = new JsonArray([.. order.Lines.OrderBy(l => l.Position).Select(l => JsonSerializer.SerializeToNode(
            new OrderLineInput
            {
                ProductId = l.ProductId,
                Kind = l.Kind,
                Text = l.Text,
                Quantity = l.Quantity,
                UnitPrice = new(l.UnitPrice, order.Currency),
                DiscountPercent = l.DiscountPercent,
                TaxRate = l.TaxRate,
            }, CrmJson.Options))]),
    };

    // The stock that a product was registered with goes with it, unless something has moved since: then it is in use.
    private static async Task ClearStock(ICrmDb db, IReadOnlyList<Id<Product>> products, CancellationToken ct)
    {
        var levels = await db.LockStockAsync(products, ct);
        var movements = (await db.StockMovements.Where(m => products.Contains(m.ProductId)).ToListAsync(ct)).ToLookup(m => m.ProductId);
        foreach (var level in levels.Where(l => movements[l.ProductId].Count() <= 1))
        {
            db.StockMovements.RemoveRange(movements[level.ProductId]);
            db.StockLevels.Remove(level);
        }
    }

    /// <summary>The areas of all of them.</summary>
    public static IReadOnlyList<Area> Areas { get; } = [.. Enum.GetValues<ImportResource>().Select(r => Of(r).Area).Distinct()];
}

/// <summary>How records of a resource are registered and changed by an import: by the same commands as those of single requests.</summary>
internal abstract record ImportKind(Area Area)
{
    /// <summary>Whether new ones can be saved together.</summary>
    public abstract bool IsGathered { get; }

    public abstract ImportRun RunWith(IServiceProvider services);
}

internal sealed record ImportKind<T, TRegister, TDetails>(Area Area, IUpsertable<T, TRegister, TDetails> Way, Func<T, object> Input, Func<TDetails, Guid> IdOf) : ImportKind(Area)
    where T : ArchivableAggregate, IHasExternalIds where TRegister : class, IRequest<TDetails> where TDetails : class
{
    /// <summary>What registering says and changing does not, because it stays.</summary>
    public Func<T, JsonObject> Fixed { get; init; } = _ => [];

    /// <summary>What stands in the body of a new record, though no column says it.</summary>
    public Action<JsonObject, ImportTerms> Complete { get; init; } = (_, _) => { };

    /// <summary>Whether a record that nobody has changed since can be taken back by deleting it.</summary>
    public Func<T, bool> IsRemovable { get; init; } = _ => true;

    /// <summary>Takes away what came with the records and would keep them from being deleted.</summary>
    public Func<ICrmDb, IReadOnlyList<Id<T>>, CancellationToken, Task> Clear { get; init; } = (_, _, _) => Task.CompletedTask;

    public override bool IsGathered => typeof(TRegister).IsAssignableTo(typeof(IGatherable));

    public override ImportRun RunWith(IServiceProvider services) => new ImportRun<T, TRegister, TDetails>(this, services);

    /// <summary>What a caller would have written about the record.</summary>
    public JsonObject Written(T record)
    {
        var input = Input(record);
        var written = JsonSerializer.SerializeToNode(input, input.GetType(), CrmJson.Options)!.AsObject();
        foreach (var (member, value) in Fixed(record)) written[member] = value?.DeepClone();
        return written;
    }
}
