using Npgsql;
using Xunit;

namespace Crm.Tests;

/// <summary>Somebody else's transaction, which keeps its locks until it is undone by disposing it.</summary>
public sealed class OtherTransaction : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private NpgsqlTransaction? _transaction;

    private OtherTransaction(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Begins it with this statement; its values are $1, $2 and so on.</summary>
    public static async Task<OtherTransaction> Begin(string connectionString, string sql, params object[] values)
    {
        var ct = TestContext.Current.CancellationToken;
        var other = new OtherTransaction(new(connectionString));
        try
        {
            await other._connection.OpenAsync(ct);
            other._transaction = await other._connection.BeginTransactionAsync(ct);
            await other.Run(sql, values);
            return other;
        }
        catch
        {
            await other.DisposeAsync();
            throw;
        }
    }

    public async Task Run(string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, _connection, _transaction);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null) await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
