using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Privacy;

public sealed record GetConsent(Id<Consent> Id) : IRequest<ConsentDetails>;

internal sealed class GetConsentHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetConsent, ConsentDetails>
{
    public Task<ConsentDetails> Handle(GetConsent q, CancellationToken ct) =>
        db.Consents.AsNoTracking().Where(c => c.Id == q.Id).ProjectTo<ConsentDetails>(maps).Single(q.Id, ct);
}
