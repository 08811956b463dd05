using Crm.Application.Common;
using Crm.Domain.Service.Levels;
using MediatR;

namespace Crm.Application.Service.Levels;

/// <summary>Changes what the patch names and leaves the rest. Tickets keep what they were promised until something that decides about policies changes in them.</summary>
public sealed record ChangeSlaPolicy(MergePatch<SlaPolicyInput> Patch) : CommandOn<SlaPolicy>, IRequest<SlaPolicyDetails>;

internal sealed class ChangeSlaPolicyHandler(ICrmDb db, Patches patches) : IRequestHandler<ChangeSlaPolicy, SlaPolicyDetails>
{
    public async Task<SlaPolicyDetails> Handle(ChangeSlaPolicy c, CancellationToken ct)
    {
        var policy = await db.Load(c.Id, ct);
        var input = await patches.Apply(c.Patch, SlaPolicyInput.Of(policy), ct);
        if (input.CalendarId != policy.CalendarId) await db.EnsureCalendar(input.CalendarId, ct);
        policy.Change(input.ToProfile());
        await db.SaveLastAsync(ct);
        return SlaPolicyDetails.Of(policy);
    }
}
