using Crm.Api.Audit;
using Crm.Api.Common;
using Crm.Application.Catalog.Products;
using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Catalog;

internal static class ProductEndpoints
{
    public static void MapProducts(this RouteGroupBuilder v1)
    {
        var products = v1.MapGroup("/products").WithTags("Products");

        products.MapGet("/", Task<ListPage<ProductRow>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListProducts(query.Request), ct))
            .Needs(Area.Products, Act.Read).Describe("listProducts", "List products").Lists(ListProducts.Spec);

        products.MapSearch(Area.Products, ListProducts.Spec, list => new ListProducts(list), "products");

        products.MapPost("/", Task<Created<ProductDetails>> (RegisterProduct body, IMediator send, CancellationToken ct) =>
                send.Send(body, ct).Created("products", p => p.Id))
            .Needs(Area.Products, Act.Create).Describe("registerProduct", "Register a product").ProducesProblem(409)
            .Example("""{"sku":"TEA-100","name":"Green tea, 100 g","category":"Beverages","unitPrice":{"amount":"6.90","currency":"EUR"},"taxRate":7,"stockOnHand":120}""");

        products.MapGet("/{id}", Task<ProductDetails> (Id<Product> id, IMediator send, CancellationToken ct) => send.Send(new GetProduct(id), ct))
            .Needs(Area.Products, Act.Read).Describe("getProduct", "Read a product").ProducesProblem(404).Reads(ListProducts.Spec);

        products.MapPatch("/{id}", Task<ProductDetails> (Id<Product> id, MergePatch<ProductInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeProduct(body) { Id = id }, ct))
            .Needs(Area.Products, Act.Change).Describe("changeProduct", "Change a product").MayConflict().RequireIfMatch();

        products.MapArchiving<Product>(Area.Products, "product");
        products.MapAuditEntries<Product>(Area.Products, "product");
        products.MapExternalIds(Area.Products, "products", "product", ListProducts.Spec, new UpsertProduct(), id => new GetProduct(id), p => p.Id);
        products.MapBulk<RegisterProduct, ProductDetails>(Area.Products, "products", p => p.Id.Value);

        products.MapPost("/{id}/stock-adjustments", Task<ProductDetails> (Id<Product> id, AdjustStock body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Products, Act.Manage).Describe("adjustProductStock", "Adjust the stock of a product", "Counts more or less of the product into the house. Adjustments at the same moment add up; what is reserved for orders cannot be taken away.").MayConflict();

        v1.MapGet("/stock-movements", Task<ListPage<StockMovementRow>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListStockMovements(query.Request), ct))
            .WithTags("Products").Needs(Area.Products, Act.Read).Describe("listStockMovements", "List stock movements").Lists(ListStockMovements.Spec);

        v1.MapSearch(Area.Products, ListStockMovements.Spec, list => new ListStockMovements(list), "stock movements", "/stock-movements/search").WithTags("Products");
    }
}
