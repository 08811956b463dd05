using System.Collections.Concurrent;
using System.Globalization;
using Crm.Application.Common;
using Npgsql;

namespace Crm.Infrastructure.Persistence;

/// <summary>Takes numbers from the database in blocks and hands them out from memory: one short statement for every fifty numbers, outside the
/// caller's transaction, so that nobody waits for anybody. What an instance has not handed out when it ends stays a gap.</summary>
internal sealed class Numbers(string connectionString) : INumbers, IAsyncDisposable
{
    private const int BlockSize = 50;

    // Of its own: callers hold a connection each while they wait for a number, so the shared pool may be empty.
    private readonly DatabaseHosts _hosts = new(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 2 }.ConnectionString, "crm-numbers");

    private static readonly Dictionary<NumberSeries, string> Prefixes = new()
    {
        [NumberSeries.Order] = "O",
        [NumberSeries.Ticket] = "T",
        [NumberSeries.Return] = "R",
        [NumberSeries.Shipment] = "S",
    };

    private readonly ConcurrentDictionary<(NumberSeries, int), Block> _blocks = new();

    public async Task<string> Next(NumberSeries series, int year, CancellationToken ct)
    {
        var block = _blocks.GetOrAdd((series, year), _ => new());
        await block.Turn.WaitAsync(ct);
        try
        {
            if (block.Next == block.End)
            {
                block.Next = await Take(series, year, ct);
                block.End = block.Next + BlockSize;
            }
            return string.Create(CultureInfo.InvariantCulture, $"{Prefixes[series]}-{year:D4}-{block.Next++:D6}");
        }
        finally
        {
            block.Turn.Release();
        }
    }

    public ValueTask DisposeAsync() => _hosts.DisposeAsync();

    private async Task<long> Take(NumberSeries series, int year, CancellationToken ct)
    {
        await using var command = _hosts.Primary.CreateCommand(
            """
            INSERT INTO number_blocks (series, year, next) VALUES ($1, $2, 1 + $3)
            ON CONFLICT (series, year) DO UPDATE SET next = number_blocks.next + $3
            RETURNING next - $3
            """);
        command.Parameters.AddWithValue(CrmJson.Name(series));
        command.Parameters.AddWithValue(year);
        command.Parameters.AddWithValue(BlockSize);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private sealed class Block
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);
        public long Next { get; set; }
        public long End { get; set; }
    }
}
