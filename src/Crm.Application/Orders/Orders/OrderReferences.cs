using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Customers.Customers;
using Crm.Application.Orders.Lines;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Orders.Orders;

/// <summary>What an order refers to, checked in one way by drafting and changing. Only what is new is checked: a customer that was archived meanwhile must
/// not keep anybody from writing a note.</summary>
internal static class OrderReferences
{
    public static async Task EnsureReferences(this ICrmDb db, OrderInput input, OrderInput? before, CancellationToken ct)
    {
        var customerIsNew = input.CustomerId != before?.CustomerId;
        if (customerIsNew)
        {
            await db.RelyOnAsync([input.CustomerId], ct);   // or the person could be erased before the order is there
            await db.EnsureReference<Customer>(c => c.Id == input.CustomerId, "/customerId", ct);
        }
        if (input.ContactId is { } contact && (customerIsNew || contact != before?.ContactId))
        {
            await db.RelyOnAsync([contact], ct);
            await db.EnsureReference<Contact>(c => c.Id == contact && c.CustomerId == input.CustomerId, "/contactId", ct);
        }
        if (input.OwnerId != before?.OwnerId) await db.EnsureOwner(input.OwnerId, ct);
    }

    /// <exception cref="NotFound">The order has no such line (404).</exception>
    public static OrderLine FindLine(this Order order, Id<OrderLine> id) => order.Lines.FirstOrDefault(l => l.Id == id) ?? throw new NotFound(nameof(OrderLine), id);

    /// <summary>Adds the lines; their products are loaded in one query.</summary>
    /// <param name="pointer">Where a line stands in the body, by its index.</param>
    public static async Task AddLines(
        this ICrmDb db, Order order, IReadOnlyList<OrderLineInput> lines, Func<int, string> pointer, Id<User>? by, DateTimeOffset now, CancellationToken ct)
    {
        Id<Product>[] ids = [.. lines.Select(l => l.ProductId).OfType<Id<Product>>().Distinct()];
        // Archived ones too: history may hold them, and a new order is told so.
        var products = ids.Length == 0 ? [] : await db.Products.WithArchived().AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        for (var i = 0; i < lines.Count; i++)
        {
            Product? product = null;
            if (lines[i].ProductId is { } id && !products.TryGetValue(id, out product))
                throw InvalidInput.UnknownReference($"{pointer(i)}/productId", nameof(Product));
            order.AddLine(lines[i].ToData(order.Currency, pointer(i)), product, by, now);
        }
    }
}
