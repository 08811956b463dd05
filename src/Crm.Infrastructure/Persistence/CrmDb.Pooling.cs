using AutoMapper;
using Crm.Application.Common;
using Crm.Infrastructure.Persistence.Audit;
using Crm.Infrastructure.Persistence.Integration;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    // As long as the database lets a statement of the application's role run.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Gives statements more time than a request has: nobody waits for work in the background.</summary>
    internal void BePatient() => Database.SetCommandTimeout(Patience);

    /// <summary>A context for one scope: from the pool, where it goes back to when the scope ends.</summary>
    internal static CrmDb For(IServiceProvider scope) => scope.GetRequiredService<IDbContextFactory<CrmDb>>().CreateDbContext().Serving(scope);

    /// <summary>Takes what belongs to the scope, and forgets what another scope may have left.</summary>
    internal CrmDb Serving(IServiceProvider scope)
    {
        _scoped = new(
            scope.GetRequiredService<IMediator>(), scope.GetRequiredService<TimeProvider>(), scope.GetRequiredService<Precondition>(), scope.GetRequiredService<ICurrentUser>(),
            scope.GetRequiredService<AuditTrail>(), scope.GetRequiredService<Outbox>(), scope.GetRequiredService<IConfigurationProvider>());
        (_savepoints, _act, _asSystem, _gathering, Answers, MayHaveCommitted) = (0, Domain.Identity.Act.Read, false, null, null, false);
        _afterCommit.Clear();
        ReadFromPrimary();
        if (Database.GetCommandTimeout() is not null) Database.SetCommandTimeout((int?)null);
        return this;
    }

    /// <summary>What a context has of the scope that it works for.</summary>
    private sealed record Scoped(IMediator Mediator, TimeProvider Clock, Precondition Precondition, ICurrentUser Caller, AuditTrail Audit, Outbox Outbox, IConfigurationProvider Maps);
}
