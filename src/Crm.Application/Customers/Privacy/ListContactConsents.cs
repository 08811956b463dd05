using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Privacy;

/// <summary>Lists all that a contact said about the use of their data.</summary>
public sealed record ListContactConsents(Id<Contact> Of, ListRequest List) : IRequest<ListPage<ConsentDetails>>;

internal sealed class ListContactConsentsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListContactConsents, ListPage<ConsentDetails>>
{
    public async Task<ListPage<ConsentDetails>> Handle(ListContactConsents q, CancellationToken ct)
    {
        if (!await db.Contacts.WithArchived().AnyAsync(c => c.Id == q.Of, ct)) throw new NotFound(nameof(Contact), q.Of);
        return await lists.Page<Consent, ConsentDetails>(db.Consents, ListCustomerConsents.Spec, q.List, ct);
    }
}
