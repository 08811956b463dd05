using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Returns;

public sealed record GetReturn(Id<Return> Id) : IRequest<ReturnDetails>;

internal sealed class GetReturnHandler(ICrmDb db) : IRequestHandler<GetReturn, ReturnDetails>
{
    public Task<ReturnDetails> Handle(GetReturn q, CancellationToken ct) => ReturnDetails.Read(db, q.Id, ct);
}
