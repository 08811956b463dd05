using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Privacy;

public sealed record GetConsent(Id<Consent> Id) : IRequest<ConsentDetails>;

internal sealed class GetConsentHandler(ICrmDb db) : IRequestHandler<GetConsent, ConsentDetails>
{
    public Task<ConsentDetails> Handle(GetConsent q, CancellationToken ct) => db.GetAsync<Consent, ConsentDetails>(q.Id, ct);
}
