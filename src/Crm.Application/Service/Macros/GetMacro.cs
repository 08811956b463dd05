using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service.Macros;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Macros;

public sealed record GetMacro(Id<Macro> Id) : IRequest<MacroDetails>;

internal sealed class GetMacroHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetMacro, MacroDetails>
{
    public Task<MacroDetails> Handle(GetMacro q, CancellationToken ct) => db.Macros.AsNoTracking().Where(m => m.Id == q.Id).ProjectTo<MacroDetails>(maps).Single(q.Id, ct);
}
