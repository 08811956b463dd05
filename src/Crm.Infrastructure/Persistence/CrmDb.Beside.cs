using System.Globalization;
using Npgsql;

namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    private readonly List<BesideWrite> _beside = [];

    /// <summary>Lets a statement go with what is saved next, behind it. For rows that follow from what is saved and need not be read for it.</summary>
    /// <param name="sql">Gives no rows; <c>{0}</c> is the first of the values.</param>
    internal void WriteBeside(string sql, params object[] values) => _beside.Add(new(sql, values));

    /// <summary>Gives away what goes beside, to be sent by whoever takes it.</summary>
    internal IReadOnlyList<BesideWrite> TakeBeside()
    {
        IReadOnlyList<BesideWrite> taken = [.. _beside];
        _beside.Clear();
        return taken;
    }

    // Where no batch of changes could take it along.
    private async Task SendBeside(CancellationToken ct)
    {
        if (_beside.Count == 0) return;
        await using var batch = NewBatch();
        foreach (var write in TakeBeside())
        {
            var command = new NpgsqlBatchCommand(write.With(i => $"${i + 1}"));
            foreach (var value in write.Values) command.Parameters.Add(new() { Value = value });
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>A statement beside what is saved.</summary>
internal sealed record BesideWrite(string Sql, IReadOnlyList<object> Values)
{
    /// <summary>The statement with what stands for its values.</summary>
    public string With(Func<int, string> placeholder) => string.Format(CultureInfo.InvariantCulture, Sql, [.. Values.Select((_, i) => placeholder(i))]);
}
