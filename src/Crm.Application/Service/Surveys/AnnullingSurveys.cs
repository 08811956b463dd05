using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Service;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Surveys;

internal static class AnnullingSurveys
{
    /// <summary>Ends the surveys of a ticket that wait for an answer; the ticket's row is locked, as it is by whoever answers.</summary>
    public static async Task AnnulSurveys(this ICrmDb db, Id<Ticket> ticket, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var survey in await db.TicketSurveys.Unrestricted().Where(s => s.TicketId == ticket && s.AnsweredAt == null && s.VoidedAt == null).ToListAsync(ct)) survey.Annul(now);
    }
}
