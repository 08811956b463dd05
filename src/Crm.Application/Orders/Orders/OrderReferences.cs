using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Customers.Customers;
using Crm.Application.Orders.Lines;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Orders.Orders;

/// <summary>What an order refers to, checked in one way by drafting and changing. Only what is new is checked: a customer that was archived meanwhile must
/// not keep anybody from writing a note.</summary>
internal static class OrderReferences
{
    public static async Task EnsureReferences(this ICrmDb db, OrderInput input, OrderInput before, CancellationToken ct)
    {
        var customerIsNew = input.CustomerId != before.CustomerId;
        if (customerIsNew) await db.RelyOnReference(input.CustomerId, c => c.Id == input.CustomerId, "/customerId", ct);
        await db.EnsureParties(input, customerIsNew ? before with { ContactId = null } : before, ct);   // another customer's contact is another contact
    }

    /// <summary>Checks whom else the input names anew.</summary>
    public static async Task EnsureParties(this ICrmDb db, OrderInput input, OrderInput? before, CancellationToken ct)
    {
        if (input.ContactId is { } contact && contact != before?.ContactId) await db.RelyOnReference(contact, c => c.Id == contact && c.CustomerId == input.CustomerId, "/contactId", ct);
        if (input.OwnerId != before?.OwnerId) await db.EnsureOwner(input.OwnerId, ct);
    }

    /// <exception cref="NotFound">The order has no such line (404).</exception>
    public static OrderLine FindLine(this Order order, Id<OrderLine> id) => order.Lines.FirstOrDefault(l => l.Id == id) ?? throw new NotFound(nameof(OrderLine), id);

    /// <summary>The products that lines name; archived ones too, because history may hold them, and a new order is told so.</summary>
    public static IQueryable<Product> ProductsOf(this ICrmDb db, IReadOnlyCollection<Id<Product>> named) => db.Products.WithArchived().AsNoTracking().Where(p => named.Contains(p.Id));

    public static Id<Product>[] Products(this IEnumerable<OrderLineInput> lines) => [.. lines.Select(l => l.ProductId).OfType<Id<Product>>().Distinct()];

    /// <param name="pointer">Where a line stands in the body, by its index.</param>
    public static void AddLines(this Order order, IReadOnlyList<OrderLineInput> lines, IEnumerable<Product> products, Func<int, string> pointer, Id<User>? by, DateTimeOffset now)
    {
        var known = products.ToDictionary(p => p.Id);
        for (var i = 0; i < lines.Count; i++)
        {
            Product? product = null;
            if (lines[i].ProductId is { } id && !known.TryGetValue(id, out product)) throw InvalidInput.UnknownReference($"{pointer(i)}/productId", nameof(Product));
            order.AddLine(lines[i].ToData(order.Currency, pointer(i)), product, by, now);
        }
    }
}
