using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Crm.Infrastructure.Persistence;

/// <summary>What a request may do when the database goes away under it: a restart, a failover, a lost connection.</summary>
public sealed class Outages(CrmDb db)
{
    /// <summary>Whether the failure is one that passes by itself.</summary>
    public static bool IsOne(Exception error) => Faults.IsOutage(error);

    /// <summary>Whether the request may have left something in the database before it failed.</summary>
    public bool MayHaveHadEffect => db.MayHaveCommitted;
}

/// <summary>Notes when a commit is sent: from then on nobody knows whether what was done is in the database, until the answer is there.</summary>
internal sealed class CommitWatch : DbTransactionInterceptor
{
    public override ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is CrmDb db) db.MayHaveCommitted = true;
        return new(result);
    }

    public override InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result)
    {
        if (eventData.Context is CrmDb db) db.MayHaveCommitted = true;
        return result;
    }
}
