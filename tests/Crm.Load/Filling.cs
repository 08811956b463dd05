using System.Diagnostics;
using Crm.Application.Customers.Duplicates;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Duplicates;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using Crm.Infrastructure.Persistence;
using Crm.Infrastructure.Persistence.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Crm.Load;

/// <summary>Fills an empty, migrated database: rows by COPY without indexes and without checks of what they refer to, then the indexes.</summary>
internal sealed class Filling(Options options, IServiceProvider services, string administrator)
{
    private const int Batch = 20_000;

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public async Task Fill(DateTimeOffset now)
    {
        await using var scope = services.CreateAsyncScope();
        var model = scope.ServiceProvider.GetRequiredService<CrmDb>().Model;
        await using var connection = new NpgsqlConnection(administrator + ";Command Timeout=3600;Pooling=false");
        await connection.OpenAsync();
        await Run(connection, "SET session_replication_role = replica");   // what is written here refers to what is written here
        var indexes = await Indexes(connection);
        foreach (var (name, _) in indexes) await Run(connection, $"DROP INDEX {name}");
        var copier = new Copier(model, connection, now);
        var company = new Company(options, now);
        await Write("users", company.Users());
        await Write("products", company.Products());
        await Write("customers", company.MakeCustomers());
        await Write("contacts", company.Contacts());
        await Write("orders", company.Orders());
        await Write("tickets", company.Tickets());
        await Write("interactions", company.Interactions());
        await Run(connection, "SET maintenance_work_mem = '512MB'");
        foreach (var (name, definition) in indexes)
        {
            await Run(connection, definition);
            Console.WriteLine($"  {_clock.Elapsed:mm\\:ss}  {name}");
        }
        await Run(connection, "VACUUM ANALYZE");
        await Run(connection, "CHECKPOINT");
        Console.WriteLine($"  {_clock.Elapsed:mm\\:ss}  vacuumed");

        async Task Write(string what, IEnumerable<object> records)
        {
            var count = 0;
            foreach (var batch in records.Chunk(Batch))
            {
                await copier.Write(batch.Concat(batch.SelectMany(Beside)));
                count += batch.Length;
            }
            Console.WriteLine($"  {_clock.Elapsed:mm\\:ss}  {what}: {count} records");
        }
    }

    /// <summary>Does at once what a job does otherwise, in the background and while other things are measured.</summary>
    public async Task WorkOutPairs(CancellationToken ct)
    {
        for (var (done, more) = (0, 1); more > 0; done += more)
        {
            await using var scope = services.CreateAsyncScope();
            more = await scope.ServiceProvider.GetRequiredService<ICustomerMatches>().RefreshAsync(ct);
            if (done % 20_000 == 0 && more > 0) Console.WriteLine($"  {_clock.Elapsed:mm\\:ss}  likely duplicates of {done} customers");
        }
    }

    /// <summary>What the app keeps beside a record: what it is searched by, and by what its duplicates are found.</summary>
    private static IEnumerable<object> Beside(object record)
    {
        if (record is ISearchable searchable) yield return Entry(record, SearchEntries.Texts(searchable));
        if (record is not Customer customer) yield break;
        yield return new MatchState(customer.Id);
        foreach (var key in MatchKeys.Of(MatchFacts.Of(customer))) yield return new MatchKey(key, customer.Id);
        foreach (var change in customer.LifecycleChanges) yield return change;
        foreach (var change in customer.OwnershipChanges) yield return change;
    }

    private static object Entry(object record, IReadOnlyList<string?> texts) => record switch
    {
        Customer c => SearchEntry<Customer>.Of(c.Id, texts),
        Contact c => SearchEntry<Contact>.Of(c.Id, texts),
        Order o => SearchEntry<Order>.Of(o.Id, texts),
        Ticket t => SearchEntry<Ticket>.Of(t.Id, texts),
        Interaction i => SearchEntry<Interaction>.Of(i.Id, texts),
        Product p => SearchEntry<Product>.Of(p.Id, texts),
        User u => SearchEntry<User>.Of(u.Id, texts),
        _ => throw new NotSupportedException($"{record.GetType().Name} is searched, too: add a line here."),
    };

    private static async Task<List<(string Name, string Definition)>> Indexes(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
            WHERE c.relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY 1
            """, connection);
        List<(string, string)> indexes = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) indexes.Add((reader.GetString(0), reader.GetString(1)));
        return indexes;
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
