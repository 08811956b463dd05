using Crm.Application.Common;
using Crm.Domain.Catalog;
using MediatR;

namespace Crm.Application.Catalog.Products;

/// <summary>Another system's product, registered or brought up to date. The stock of one that is there already is left alone: it moves by orders and adjustments.</summary>
public sealed class UpsertProduct : IUpsertable<Product, RegisterProduct, ProductDetails>
{
    public Task<ProductDetails> Change(IMediator send, Product record, Upsertion<RegisterProduct> body, CancellationToken ct) =>
        send.Send(new ChangeProduct(body.Patch<ProductInput>()) { Id = record.Id }, ct);
}
