using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Service.Macros;
using MediatR;

namespace Crm.Application.Service.Macros;

/// <summary>Changes what the patch names and leaves the rest.</summary>
public sealed record ChangeMacro(MergePatch<MacroInput> Patch) : CommandOn<Macro>, IRequest<MacroDetails>;

internal sealed class ChangeMacroHandler(ICrmDb db, Patches patches, IMapper mapper) : IRequestHandler<ChangeMacro, MacroDetails>
{
    public async Task<MacroDetails> Handle(ChangeMacro c, CancellationToken ct)
    {
        var macro = await db.Load(c.Id, ct);
        var input = await patches.Apply(c.Patch, MacroInput.Of(macro), ct);
        if (input.QueueId != macro.QueueId) await db.EnsureQueue(input.QueueId, ct);
        macro.Change(input.ToProfile());
        await db.SaveLastAsync(ct);
        return mapper.Map<MacroDetails>(macro);
    }
}
