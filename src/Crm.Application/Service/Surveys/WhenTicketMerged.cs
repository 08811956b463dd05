using Crm.Application.Common;
using Crm.Domain.Service;

namespace Crm.Application.Service.Surveys;

/// <summary>The matter goes on in another ticket, so nobody is asked about this one any more.</summary>
internal sealed class WhenTicketMerged(ICrmDb db) : Reaction<TicketMerged>
{
    protected override Task React(TicketMerged e, CancellationToken ct) => db.AnnulSurveys(e.TicketId, e.At, ct);
}
