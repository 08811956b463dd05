using AutoMapper;
using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Application.Identity.HandOvers;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using FluentValidation;
using MediatR;

namespace Crm.Application.Identity.Users;

/// <summary>Hands over everything open that a user has, and deactivates the user.</summary>
public sealed record DeactivateUser : CommandOn<User>, IRequest<UserDetails>
{
    /// <summary>The active user who takes over; may be left out when nothing is open.</summary>
    public Id<User>? ReceiverId { get; init; }

    /// <summary>For the record of the hand-over.</summary>
    public string? Reason { get; init; }
}

internal sealed class DeactivateUserValidator : AbstractValidator<DeactivateUser>
{
    public DeactivateUserValidator() => RuleFor(c => c.Reason).Line(HandOver.ReasonMax);
}

internal sealed class DeactivateUserHandler(ICrmDb db, ICurrentUser caller, IMapper mapper, IAudit audit, TimeProvider clock) : IRequestHandler<DeactivateUser, UserDetails>
{
    public async Task<UserDetails> Handle(DeactivateUser c, CancellationToken ct)
    {
        var act = c.ReceiverId is { } receiver ? HandOver.Of(c.Id, receiver, caller.Id, c.Reason, isDeactivation: true) : null;
        if (act is not null) await db.LockBoth(c.Id, act.ToUserId, ct);
        var user = await db.Load(c.Id, ct);
        if (act is not null) await db.EnsureWorker(act.ToUserId, "/receiverId", ct);
        if (user.IsAdministrator) await db.EnsureOtherAdministrator(user, ct);
        if (act is null) await db.EnsureOwnsNothingOpen(c.Id, ct);
        else await HandOverAll(act, ct);
        user.Deactivate();
        await db.SaveLastAsync(ct);
        return mapper.Map<UserDetails>(user);
    }

    private async Task HandOverAll(HandOver act, CancellationToken ct)
    {
        await db.Give(act, WorkSelection<Order>.Everything, audit, clock, ct);
        await db.Give(act, WorkSelection<Ticket>.Everything, audit, clock, ct);
        await db.Give(act, WorkSelection<Customer>.Everything, audit, clock, ct);
        if (!act.IsEmpty) db.HandOvers.Add(act);
    }
}
