using System.Linq.Expressions;
using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Service.Tickets;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Complaints;

/// <summary>Says what a complaint is about and how grave it is.</summary>
[WritesField("ticket", "complaint")]
public sealed record ClassifyComplaint : CommandOn<Ticket>, IRequest<TicketDetails>
{
    public required ComplaintKind Kind { get; init; }
    public required ComplaintSeverity Severity { get; init; }
}

/// <summary>What a complaint is about and how grave it is.</summary>
public sealed record ComplaintDetails(ComplaintKind Kind, ComplaintSeverity Severity)
{
    /// <summary>Of a complaint only: what was said stays when the type changes, and is shown again when it changes back.</summary>
    internal static Expression<Func<Ticket, ComplaintDetails?>> Of => t =>
        t.Type == TicketType.Complaint && t.ComplaintKind != null ? new ComplaintDetails(t.ComplaintKind.Value, t.ComplaintSeverity!.Value) : null;
}

internal sealed class ClassifyComplaintHandler(ICrmDb db, IMapper mapper) : IRequestHandler<ClassifyComplaint, TicketDetails>
{
    public async Task<TicketDetails> Handle(ClassifyComplaint c, CancellationToken ct)
    {
        var ticket = await db.Load(c.Id, ct);
        ticket.Classify(c.Kind, c.Severity);
        await db.SaveLastAsync(ct);
        return mapper.Map<TicketDetails>(ticket);
    }
}
