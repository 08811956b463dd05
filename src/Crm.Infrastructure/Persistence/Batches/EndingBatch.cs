using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Npgsql.EntityFrameworkCore.PostgreSQL.Update.Internal;

namespace Crm.Infrastructure.Persistence.Batches;

// What makes batches can only be replaced by naming the provider's own.
#pragma warning disable EF1001

/// <summary>A batch of changes with which, when it is the last that its transaction sends, the commit goes, too. A statement that fails lets the server skip those after it, the commit among them.</summary>
internal sealed class EndingBatch(ModificationCommandBatchFactoryDependencies dependencies, CrmDb db) : NpgsqlModificationCommandBatch(dependencies, CommandsMax)
{
    private const int CommandsMax = 1000;   // as the provider has it

    private bool _ends;

    public override void Complete(bool moreBatchesExpected)
    {
        _ends = !moreBatchesExpected && db.EndsWithSave;
        if (_ends) SqlBuilder.Append("COMMIT;");
        base.Complete(moreBatchesExpected);
    }

    public override async Task ExecuteAsync(IRelationalConnection connection, CancellationToken cancellationToken = default)
    {
        if (_ends) db.MayHaveCommitted = true;
        await base.ExecuteAsync(connection, cancellationToken);
        if (_ends) db.NoteEnd();
    }
}
#pragma warning restore EF1001
