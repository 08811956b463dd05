using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service.Calendars;
using Crm.Domain.Service.Levels;
using MediatR;

namespace Crm.Application.Service.Levels;

/// <summary>Makes an SLA policy; it applies to tickets that are opened, or change in what decides about policies, from then on.</summary>
public sealed record CreateSlaPolicy : SlaPolicyInput, ITransactional, IRequest<SlaPolicyDetails>;

internal sealed class CreateSlaPolicyHandler(ICrmDb db) : IRequestHandler<CreateSlaPolicy, SlaPolicyDetails>
{
    public async Task<SlaPolicyDetails> Handle(CreateSlaPolicy c, CancellationToken ct)
    {
        await db.EnsureCalendar(c.CalendarId, ct);
        var policy = SlaPolicy.Create(c.ToProfile());
        db.SlaPolicies.Add(policy);
        await db.SaveLastAsync(ct);
        return SlaPolicyDetails.Of(policy);
    }
}

internal static class SlaPolicyReferences
{
    /// <summary>A calendar that is archived at this moment gets no policies; needs a transaction.</summary>
    public static async Task EnsureCalendar(this ICrmDb db, Id<BusinessCalendar>? calendar, CancellationToken ct)
    {
        if (calendar is not { } id) return;
        await db.HoldAsync([id], ct);
        await db.EnsureReference<BusinessCalendar>(c => c.Id == id, "/calendarId", ct);
    }
}
