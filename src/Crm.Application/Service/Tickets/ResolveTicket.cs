using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Service.Levels;
using Crm.Domain.Service;
using FluentValidation;
using MediatR;

namespace Crm.Application.Service.Tickets;

/// <summary>Ends the work on a ticket with a result, or corrects the result of a resolved one.</summary>
[WritesField("ticket", "resolution")]
public sealed record ResolveTicket : CommandOn<Ticket>, IRequest<TicketDetails>
{
    public required ResolutionCode Code { get; init; }
    public required string Text { get; init; }

    /// <summary>Why it happened; a complaint needs it.</summary>
    public string? RootCause { get; init; }

    /// <summary>What the customer was given or promised to make up for it; a complaint needs it.</summary>
    public string? Remedy { get; init; }
}

internal sealed class ResolveTicketValidator : AbstractValidator<ResolveTicket>
{
    public ResolveTicketValidator()
    {
        RuleFor(c => c.Text).RequiredBlock(Ticket.ResolutionTextMax);
        RuleFor(c => c.RootCause).Block(Ticket.RootCauseMax);
        RuleFor(c => c.Remedy).Block(Ticket.RemedyMax);
    }
}

internal sealed class ResolveTicketHandler(ICrmDb db, TicketClocks clocks, TimeProvider clock) : IRequestHandler<ResolveTicket, TicketDetails>
{
    public async Task<TicketDetails> Handle(ResolveTicket c, CancellationToken ct)
    {
        var ticket = await db.Load(c.Id, ct);
        ticket.Resolve(new(c.Code, c.Text, c.RootCause, c.Remedy), clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return await clocks.Details(ticket, ct);
    }
}
