using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Service.Levels;
using Crm.Domain.Common;
using Crm.Domain.Service;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Tickets;

/// <summary>Takes messages out of a ticket into a new one about another matter of the same customer.</summary>
public sealed record SplitTicket : CommandOn<Ticket>, IRequest<TicketDetails>
{
    public const int Most = 100;

    /// <summary>The messages to take; all of this ticket.</summary>
    public required IReadOnlyList<Id<TicketMessage>> MessageIds { get; init; }

    /// <summary>What the new ticket is about.</summary>
    public required string Subject { get; init; }

    /// <summary>That of this ticket when nothing is said.</summary>
    public TicketType? Type { get; init; }

    /// <summary>That of this ticket when nothing is said.</summary>
    public TicketPriority? Priority { get; init; }

    /// <summary>That of this ticket when nothing is said.</summary>
    public Id<Queue>? QueueId { get; init; }
}

internal sealed class SplitTicketValidator : AbstractValidator<SplitTicket>
{
    public SplitTicketValidator()
    {
        RuleFor(c => c.MessageIds).NotEmptyList().AtMost(SplitTicket.Most).NoRepeats();
        RuleFor(c => c.Subject).RequiredLine(Ticket.SubjectMax);
    }
}

internal sealed class SplitTicketHandler(ICrmDb db, INumbers numbers, TicketClocks clocks, TimeProvider clock) : IRequestHandler<SplitTicket, TicketDetails>
{
    public async Task<TicketDetails> Handle(SplitTicket c, CancellationToken ct)
    {
        var source = await db.Load(c.Id, ct);
        var all = await db.TicketMessages.Unrestricted().Where(m => m.TicketId == c.Id && c.MessageIds.Contains(m.Id)).ToDictionaryAsync(m => m.Id, ct);
        var taken = c.MessageIds.Select((id, i) => all.GetValueOrDefault(id) ?? throw InvalidInput.UnknownReference($"/messageIds/{i}", nameof(TicketMessage))).ToList();
        var left = await db.TicketMessages.Unrestricted().Where(m => m.TicketId == c.Id && !c.MessageIds.Contains(m.Id)).MaxAsync(m => (DateTimeOffset?)m.SentAt, ct);
        var profile = TicketProfile.Of(source) with { Subject = c.Subject, Description = null, ExternalIds = [], Type = c.Type ?? source.Type, Priority = c.Priority ?? source.Priority, QueueId = c.QueueId ?? source.QueueId };
        if (profile.QueueId is { } queue)
        {
            await db.HoldAsync([queue], ct);
            await db.EnsureReference<Queue>(q => q.Id == queue, "/queueId", ct);
        }
        var now = clock.GetUtcNow();
        var ticket = source.Split(await numbers.Next(NumberSeries.Ticket, now.Year, ct), profile, taken, left, now);
        db.Tickets.Add(ticket);
        await db.SaveLastAsync(ct);
        return await clocks.Details(ticket, ct);
    }
}
