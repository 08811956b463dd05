using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Orders;
using Crm.Tests.Observability;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Crm.Tests.Insight;

/// <summary>Several queries in one round trip: each gets its own answer, and nothing is left behind when something goes wrong.</summary>
public sealed class ReadTogetherTests(CrmApp app) : IClassFixture<CrmApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_query_gets_the_rows_that_it_gets_alone()
    {
        var customer = await app.Given.Customer();
        for (var i = 0; i < 3; i++) await app.Given.Contact(customer.Id);
        var order = await app.Given.Placed(customer: customer);
        var (id, none) = (Id<Customer>.Parse(customer.Id, null), Id<Customer>.New());
        using var trips = new RoundTrips(app.Database);
        await app.Db(async db =>
        {
            var together = db.Together();
            var nobody = together.Add(db.Contacts.Where(c => c.CustomerId == none));
            var whole = together.Add(db.Customers.Where(c => c.Id == id));   // with its parts, which are joined
            var names = together.Add(db.Contacts.Where(c => c.CustomerId == id).OrderBy(c => c.Name).Take(2).Select(c => new { c.Name, c.CustomerId }));
            var counts = together.Add(db.Contacts.Where(c => c.CustomerId == id).GroupBy(c => 1).Select(g => g.Count()));
            var orders = together.Add(db.Orders.AsNoTracking().Where(o => o.CustomerId == id));
            Assert.Throws<InvalidOperationException>(() => names.Rows);

            var sent = await trips.During(() => together.SendAsync(Ct));

            Assert.Single(sent);
            Assert.Empty(nobody.Rows);
            Assert.Equal(2, names.Rows.Count);
            Assert.All(names.Rows, n => Assert.Equal(id, n.CustomerId));
            Assert.Equal([3], counts.Rows);
            var read = Assert.Single(orders.Rows);
            Assert.Equal((order.Id, OrderStatus.Placed, 1), (read.Id.ToString(), read.Status, read.Lines.Count));
            Assert.Same(whole.Rows[0], await db.Customers.FindAsync([id], Ct));   // tracked, as it would be alone
            Assert.Equal(3, await db.Contacts.CountAsync(c => c.CustomerId == id, Ct));   // and the context goes on
        });
    }

    [Fact]
    public async Task It_reads_what_the_transaction_around_it_has_written()
    {
        var customer = await app.Given.Customer();
        var id = Id<Customer>.Parse(customer.Id, null);
        await app.Db(async db =>
        {
            await using var transaction = await db.BeginAsync(Ct);
            db.Contacts.Add(Contact.Register(id, new() { Name = "Just now" }));
            await db.SaveChangesAsync(Ct);
            var together = db.Together();
            var contacts = together.Add(db.Contacts.AsNoTracking().Where(c => c.CustomerId == id));
            await together.SendAsync(Ct);
            Assert.Equal("Just now", Assert.Single(contacts.Rows).Name);
            await transaction.CommitAsync(Ct);
        });
    }

    [Fact]
    public async Task A_query_that_fails_fails_them_all_and_leaves_the_context_and_the_connection_as_they_were()
    {
        await app.Given.Customer();
        await app.Db(async db =>
        {
            var together = db.Together();
            var first = together.Add(db.Customers.Take(1));
            together.Add(db.Customers.Select(c => 1 / (c.Version - c.Version)));
            together.Add(db.Customers.Take(1));
            await Assert.ThrowsAsync<PostgresException>(() => together.SendAsync(Ct));

            Assert.Single(first.Rows);   // it was read before
            Assert.Equal(System.Data.ConnectionState.Closed, db.Database.GetDbConnection().State);
            Assert.NotEmpty(await db.Customers.AsNoTracking().Take(1).ToListAsync(Ct));
        });
    }

    [Fact]
    public async Task It_stops_when_it_is_cancelled_and_the_context_goes_on()
    {
        await app.Given.Customer();
        await app.Db(async db =>
        {
            using var cancelled = new CancellationTokenSource();
            var together = db.Together();
            together.Add(db.Database.SqlQueryRaw<int>("SELECT 1 AS \"Value\" FROM pg_sleep(60)"));
            var sending = together.SendAsync(cancelled.Token);
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
            Assert.NotEmpty(await db.Customers.AsNoTracking().Take(1).ToListAsync(Ct));
        });
    }

    [Fact]
    public async Task Nobody_else_gets_an_answer_that_is_not_theirs()
    {
        await app.Given.Customer();
        await app.Db(async db =>
        {
            var together = db.Together();
            together.Add(db.Customers.Take(1).Select(c => Another(db, c.Version)));   // asked for each row, while it is read
            await Assert.ThrowsAsync<InvalidOperationException>(() => together.SendAsync(Ct));
            Assert.NotEmpty(await db.Customers.AsNoTracking().Take(1).ToListAsync(Ct));
        });
    }

    private static int Another(Infrastructure.Persistence.CrmDb db, int version) => db.Users.Count() + version;
}
