using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;
using Crm.Domain.Service.Macros;
using MediatR;

namespace Crm.Application.Service.Macros;

/// <summary>Makes a macro.</summary>
public sealed record CreateMacro : MacroInput, ITransactional, IRequest<MacroDetails>;

internal sealed class CreateMacroHandler(ICrmDb db, IMapper mapper) : IRequestHandler<CreateMacro, MacroDetails>
{
    public async Task<MacroDetails> Handle(CreateMacro c, CancellationToken ct)
    {
        await db.EnsureQueue(c.QueueId, ct);
        var macro = Macro.Create(c.ToProfile());
        db.Macros.Add(macro);
        await db.SaveLastAsync(ct);
        return mapper.Map<MacroDetails>(macro);
    }
}

internal static class MacroReferences
{
    public static async Task EnsureQueue(this ICrmDb db, Id<Queue>? queue, CancellationToken ct)
    {
        if (queue is { } id) await db.EnsureReference<Queue>(q => q.Id == id, "/queueId", ct);
    }
}
