using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Identity.HandOvers;
using Crm.Application.Service.Levels;
using Crm.Application.Service.Tickets;
using Crm.Domain.Common;
using Crm.Domain.Service;
using Crm.Domain.Service.Macros;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Macros;

/// <summary>Does to a ticket what a macro says, all of it or nothing; or shows what it would be.</summary>
public sealed record RunMacro : CommandOn<Ticket>, IRequest<MacroRunDetails>
{
    public required Id<Macro> MacroId { get; init; }

    /// <summary>The way the reply goes out; that by which the ticket came when nothing is said.</summary>
    public TicketChannel? Channel { get; init; }

    /// <summary>Shows the ticket and the reply as they would be, and changes nothing.</summary>
    public bool DryRun { get; init; }
}

/// <summary>What a macro has done, or would do.</summary>
/// <param name="IsDryRun">Nothing was changed.</param>
/// <param name="Ticket">The ticket as it is now, or would be: who it is given to by a rule follows only when it is done.</param>
/// <param name="Message">The reply or the note, with the values of its placeholders; null when the macro writes none.</param>
public sealed record MacroRunDetails(bool IsDryRun, TicketDetails Ticket, TicketMessageDetails? Message);

internal sealed class RunMacroHandler(ICrmDb db, ICurrentUser caller, TicketClocks clocks, IMapper mapper, TimeProvider clock) : IRequestHandler<RunMacro, MacroRunDetails>
{
    public async Task<MacroRunDetails> Handle(RunMacro c, CancellationToken ct)
    {
        var ticket = await db.Load(c.Id, ct);
        var macro = await db.Refer(c.MacroId, "/macroId", ct);
        if (macro.Act == MacroAct.Resolve && !caller.Access.Fields.IsWritable("ticket", "resolution")) throw FieldLocks.Locked("resolution");
        var (me, now) = (caller.Id!.Value, clock.GetUtcNow());
        if (macro.QueueId is { } queue && queue != ticket.QueueId)
        {
            await db.HoldAsync([queue], ct);
            if (!await db.Queues.AnyAsync(q => q.Id == queue, ct)) throw MacroErrors.QueueArchived;
        }
        var values = await Values(ticket, $"{macro.ReplyBody}{macro.ResolutionText}", ct);
        var wanted = macro.Wanted(ticket);
        if (wanted.Tags.Count > Domain.Common.Tags.Max) throw MacroErrors.TooManyTags;

        ticket.Change(wanted);
        if (macro.AssignsToCaller && me != ticket.AssigneeId)
        {
            await db.EnsureWorker(me, "/macroId", ct);
            ticket.Assign(me, now);
        }
        var message = macro.ReplyBody is { } body ? ticket.Write(macro.ReplyKind!.Value, c.Channel ?? ticket.Channel, Rendered(body, values, TicketMessage.BodyMax), me, null, now) : null;
        macro.Finish(ticket, macro.ResolutionText is { } text ? Rendered(text, values, Ticket.ResolutionTextMax) : null, now);
        if (c.DryRun)
        {
            await clocks.Foresee(ticket, ct);
        }
        else
        {
            if (message is not null) db.TicketMessages.Add(message);
            await db.SaveChangesAsync(ct);
        }
        var run = new MacroRunDetails(c.DryRun, await clocks.Details(ticket, ct), message is null ? null : mapper.Map<TicketMessageDetails>(message));
        if (c.DryRun) db.Forget();   // whatever else the request saves
        return run;
    }

    private static string Rendered(string text, IReadOnlyDictionary<string, string?> values, int max) =>
        CannedText.Render(text, values) is var rendered && Text.Length(rendered) <= max ? rendered : throw MacroErrors.TooLong;

    // Asked through the filters of whoever runs it: a name that one may not see is put into no text.
    private async Task<Dictionary<string, string?>> Values(Ticket ticket, string texts, CancellationToken ct)
    {
        Dictionary<string, string?> values = [];
        foreach (var name in CannedText.Named(texts))
            values[name] = name switch
            {
                "agent.name" => await db.Users.Where(u => u.Id == caller.Id).Select(u => u.Name).SingleOrDefaultAsync(ct),
                "contact.name" => ticket.ContactId is { } contact && MaySee(Domain.Identity.Area.Customers) ? await db.Contacts.Where(x => x.Id == contact).Select(x => x.Name).SingleOrDefaultAsync(ct) : null,
                "customer.name" => MaySee(Domain.Identity.Area.Customers) ? await db.Customers.Where(x => x.Id == ticket.CustomerId).Select(x => x.Name).SingleOrDefaultAsync(ct) : null,
                "order.number" => ticket.OrderId is { } order && MaySee(Domain.Identity.Area.Orders) ? await db.Orders.Where(x => x.Id == order).Select(x => x.Number).SingleOrDefaultAsync(ct) : null,
                "ticket.number" => ticket.Number,
                "ticket.subject" => ticket.Subject,
                _ => null,
            };
        return values;
    }

    private bool MaySee(Domain.Identity.Area area) => caller.Access.May(area, Domain.Identity.Act.Read);
}
