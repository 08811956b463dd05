using System.Data.Common;
using Npgsql;

namespace Crm.Infrastructure.Persistence.Batches;

/// <summary>The results of a batch that is being read, each for the command that is expected next.</summary>
internal sealed class BatchAnswers(NpgsqlDataReader batch)
{
    private string? _expected;

    public void Expect(string command) => _expected = command;

    /// <summary>The result for the command. Another one in between would get an answer that is not its own, so there is none.</summary>
    public DbDataReader To(string command)
    {
        if (command != _expected) throw new InvalidOperationException("The context is used by somebody else while queries are read together.");
        _expected = null;
        return new BatchResult(batch);
    }

    /// <summary>Goes on to the next result.</summary>
    public async Task Next(CancellationToken ct)
    {
        if (_expected is not null) throw new InvalidOperationException("A query was not asked for its answer.");
        await batch.NextResultAsync(ct);
    }
}
