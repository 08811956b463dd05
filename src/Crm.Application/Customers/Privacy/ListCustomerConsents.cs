using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Merging;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Privacy;

/// <summary>Lists all that a customer said about the use of their data.</summary>
public sealed record ListCustomerConsents(Id<Customer> Of, ListRequest List) : IRequest<ListPage<ConsentDetails>>
{
    public static readonly ListSpec<Consent> Spec = new ListSpec<Consent>(c => c.Id)
        .Sortable("at", c => c.At)
        .Filter("customerId", c => c.CustomerId)
        .Filter("contactId", c => c.ContactId)
        .Filter("purpose", c => c.Purpose)
        .Filter("channel", c => c.Channel)
        .Filter("state", c => c.State)
        .Filter("basis", c => c.Basis)
        .Filter("by", c => c.By)
        .SortedBy("-at");
}

internal sealed class ListCustomerConsentsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListCustomerConsents, ListPage<ConsentDetails>>
{
    public async Task<ListPage<ConsentDetails>> Handle(ListCustomerConsents q, CancellationToken ct)
    {
        if (!await db.Customers.Standing().AnyAsync(c => c.Id == q.Of, ct)) throw new NotFound(nameof(Customer), q.Of);
        return await lists.Page<Consent, ConsentDetails>(db.Consents, ListCustomerConsents.Spec, q.List, ct);
    }
}
