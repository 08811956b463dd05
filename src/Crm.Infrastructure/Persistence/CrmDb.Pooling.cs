using AutoMapper;
using Crm.Application.Common;
using Crm.Infrastructure.Persistence.Audit;
using Crm.Infrastructure.Persistence.Integration;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Internal;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    // As long as the database lets a statement of the application's role run.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Gives statements more time than a request has: nobody waits for work in the background.</summary>
    internal void BePatient() => Database.SetCommandTimeout(Patience);

    /// <summary>A context for one scope: from the pool, where it goes back to when the scope ends.</summary>
    // By a lease that the scope holds once. A context that went back by its own Dispose would go twice, because a scope disposes of what it handed out under two names (CrmDb, ICrmDb) twice; and the second time
    // another scope may have it already.
#pragma warning disable EF1001 // the lease of a scope has no public name
    internal static CrmDb For(IServiceProvider scope) => scope.GetRequiredService<IScopedDbContextLease<CrmDb>>().Context.Serving(scope);
#pragma warning restore EF1001

    /// <summary>Takes what belongs to the scope, and forgets what another scope may have left.</summary>
    internal CrmDb Serving(IServiceProvider scope)
    {
        _scoped = new(
            scope.GetRequiredService<IMediator>(), scope.GetRequiredService<TimeProvider>(), scope.GetRequiredService<Precondition>(), scope.GetRequiredService<ICurrentUser>(),
            scope.GetRequiredService<AuditTrail>(), scope.GetRequiredService<Outbox>(), scope.GetRequiredService<IConfigurationProvider>(), scope.GetRequiredService<Remembered>(), scope.GetRequiredService<KnownRecords>());
        (_savepoints, _prepared, _act, _asSystem, _gathering, Answers, MayHaveCommitted, _hasChangedRemembered) = (0, null, Domain.Identity.Act.Read, false, null, null, false, false);
        _afterCommit.Clear();
        _held.Clear();
        _beside.Clear();
        (MayEndWithSave, _isLast, _hasEnded, EndsWithSave) = (false, false, false, false);
        ReadFromPrimary();
        if (Database.GetCommandTimeout() is not null) Database.SetCommandTimeout((int?)null);
        return this;
    }

    /// <summary>What a context has of the scope that it works for.</summary>
    private sealed record Scoped(IMediator Mediator, TimeProvider Clock, Precondition Precondition, ICurrentUser Caller, AuditTrail Audit, Outbox Outbox, IConfigurationProvider Maps, Remembered Remembered, KnownRecords Known);
}
