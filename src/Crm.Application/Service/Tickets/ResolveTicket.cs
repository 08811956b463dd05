using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Service.Levels;
using Crm.Domain.Common;
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

    /// <summary>Why it happened, to be counted; what is left out counts as unknown.</summary>
    public RootCauseCode? RootCauseCode { get; init; }

    /// <summary>What the customer was given, to be counted.</summary>
    public RemedyCode? RemedyCode { get; init; }

    /// <summary>What the remedy cost the company; zero or more.</summary>
    public Money? RemedyCost { get; init; }
}

internal sealed class ResolveTicketValidator : AbstractValidator<ResolveTicket>
{
    public ResolveTicketValidator()
    {
        RuleFor(c => c.Text).RequiredBlock(Ticket.ResolutionTextMax);
        RuleFor(c => c.RootCause).Block(Ticket.RootCauseMax);
        RuleFor(c => c.Remedy).Block(Ticket.RemedyMax);
        RuleFor(c => c.RemedyCost).NotNegative();
    }
}

internal sealed class ResolveTicketHandler(ICrmDb db, TicketClocks clocks, TimeProvider clock) : IRequestHandler<ResolveTicket, TicketDetails>
{
    public async Task<TicketDetails> Handle(ResolveTicket c, CancellationToken ct)
    {
        var ticket = await db.Load(c.Id, ct);
        ticket.Resolve(new(c.Code, c.Text, c.RootCause, c.Remedy) { RootCauseCode = c.RootCauseCode, RemedyCode = c.RemedyCode, RemedyCost = c.RemedyCost }, clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return await clocks.Details(ticket, ct);
    }
}
