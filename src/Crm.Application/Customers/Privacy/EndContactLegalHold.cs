using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Customers.Contacts;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Privacy;

/// <summary>Lets the data of a contact be erased again; a no-op when nothing forbids it.</summary>
public sealed record EndContactLegalHold : CommandOn<Contact>, IRequest<ContactDetails>;

internal sealed class EndContactLegalHoldHandler(ICrmDb db, IMapper mapper) : IRequestHandler<EndContactLegalHold, ContactDetails>
{
    public async Task<ContactDetails> Handle(EndContactLegalHold c, CancellationToken ct)
    {
        var held = await db.LoadArchived(c.Id, ct);
        held.EndLegalHold();
        await db.SaveLastAsync(ct);
        return mapper.Map<ContactDetails>(held);
    }
}
