using AutoMapper;
using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using FluentValidation;
using MediatR;

namespace Crm.Application.Identity.HandOvers;

/// <summary>Hands over one, many or all of a user's customers, open orders and open tickets to an active user: all that is named, or nothing.</summary>
public sealed record HandOverWork : CommandOn<User>, IRequest<HandOverDetails>
{
    /// <summary>The one who takes over, an active user.</summary>
    public required Id<User> ToUserId { get; init; }
    public string? Reason { get; init; }

    /// <summary>None when null.</summary>
    public WorkSelection<Customer>? Customers { get; init; }

    /// <summary>Orders that are neither completed nor cancelled; none when null.</summary>
    public WorkSelection<Order>? Orders { get; init; }

    /// <summary>Tickets that are not closed; none when null.</summary>
    public WorkSelection<Ticket>? Tickets { get; init; }
}

internal sealed class HandOverWorkValidator : AbstractValidator<HandOverWork>
{
    public HandOverWorkValidator()
    {
        RuleFor(c => c.Reason).Line(HandOver.ReasonMax);
        RuleFor(c => c.Customers!).SetValidator(new WorkSelectionValidator<Customer>());
        RuleFor(c => c.Orders!).SetValidator(new WorkSelectionValidator<Order>());
        RuleFor(c => c.Tickets!).SetValidator(new WorkSelectionValidator<Ticket>());
        RuleFor(c => c).Must(c => c.Customers is not null || c.Orders is not null || c.Tickets is not null)
            .WithErrorCode(InputErrors.HandOverNothing).WithMessage("Say what is handed over: customers, orders or tickets.");
    }
}

internal sealed class HandOverWorkHandler(ICrmDb db, ICurrentUser caller, IMapper mapper, IAudit audit, TimeProvider clock) : IRequestHandler<HandOverWork, HandOverDetails>
{
    public async Task<HandOverDetails> Handle(HandOverWork c, CancellationToken ct)
    {
        if (caller.Id != c.Id) caller.Require(Area.Customers, Act.Manage);
        var act = HandOver.Of(c.Id, c.ToUserId, caller.Id, c.Reason);
        // The giver's row is locked before the records: nobody else hands over the same, and nobody gives the user more meanwhile. Whoever has a record of
        // the user locked never asks for the user's row, only for that of somebody else, so the two never wait for each other.
        await db.LockBoth(c.Id, c.ToUserId, ct);
        await db.Load(c.Id, ct);
        await db.EnsureWorker(c.ToUserId, "/toUserId", ct);
        await db.Give(act, c.Orders, audit, clock, ct);
        await db.Give(act, c.Tickets, audit, clock, ct);
        await db.Give(act, c.Customers, audit, clock, ct);
        db.HandOvers.Add(act);
        await db.SaveLastAsync(ct);
        return mapper.Map<HandOverDetails>(act);
    }
}
