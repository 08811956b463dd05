using Crm.Application.Common;
using Crm.Domain.Service;

namespace Crm.Application.Service.Surveys;

/// <summary>The resolution is taken back, so nobody is asked about it any more.</summary>
internal sealed class WhenTicketReopened(ICrmDb db) : Reaction<TicketReopened>
{
    protected override Task React(TicketReopened e, CancellationToken ct) => db.AnnulSurveys(e.TicketId, e.At, ct);
}
