using System.Globalization;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Update.Internal;

namespace Crm.Infrastructure.Persistence.Batches;

// What makes batches can only be replaced by naming the provider's own.
#pragma warning disable EF1001

/// <summary>A batch of changes. With the last one goes what is written beside (<see cref="CrmDb.WriteBeside"/>) and, when nothing more comes in its transaction, the commit. A statement that fails lets the server skip those after it, the commit among them.</summary>
internal sealed class EndingBatch(ModificationCommandBatchFactoryDependencies dependencies, CrmDb db) : NpgsqlModificationCommandBatch(dependencies, CommandsMax)
{
    private const int CommandsMax = 1000;   // as the provider has it

    private bool _ends;

    public override void Complete(bool moreBatchesExpected)
    {
        if (!moreBatchesExpected) AppendBeside();
        _ends = !moreBatchesExpected && db.EndsWithSave;
        if (_ends) SqlBuilder.Append("COMMIT;");
        base.Complete(moreBatchesExpected);
    }

    private void AppendBeside()
    {
        var count = 0;
        foreach (var write in db.TakeBeside())
        {
            var first = count;
            SqlBuilder.Append(write.With(i => Name(first + i))).AppendLine(";");
            foreach (var value in write.Values)
            {
                var name = Name(count++);
                RelationalCommandBuilder.AddRawParameter(name, new NpgsqlParameter { ParameterName = name, Value = value });
            }
        }

        static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"@beside{number}");
    }

    public override async Task ExecuteAsync(IRelationalConnection connection, CancellationToken cancellationToken = default)
    {
        if (_ends) db.MayHaveCommitted = true;
        await base.ExecuteAsync(connection, cancellationToken);
        if (_ends) db.NoteEnd();
    }
}
#pragma warning restore EF1001
