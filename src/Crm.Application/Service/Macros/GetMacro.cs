using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service.Macros;
using MediatR;

namespace Crm.Application.Service.Macros;

public sealed record GetMacro(Id<Macro> Id) : IRequest<MacroDetails>;

internal sealed class GetMacroHandler(ICrmDb db) : IRequestHandler<GetMacro, MacroDetails>
{
    public Task<MacroDetails> Handle(GetMacro q, CancellationToken ct) => db.GetAsync<Macro, MacroDetails>(q.Id, ct);
}
