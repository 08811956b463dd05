using Crm.Application.Audit;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Infrastructure.Persistence;
using Crm.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests.Audit;

public sealed class AuditErasureTests(CrmApp app) : IClassFixture<CrmApp>
{
    private const string Planted = "Zyxomma Petiolatum";

    [Fact]
    public async Task Erased_values_are_gone_from_the_database_and_the_chain_still_fits()
    {
        var person = (await app.Api().Post("/api/v1/customers", new { kind = "person", givenName = "Zyxomma", familyName = "Petiolatum", relationships = new[] { "customer" } })).Created();
        var other = await app.Given.Customer($"Not {Planted} erased");
        await app.Seal();
        await Erase(person, rename: true);

        var entries = await app.EntriesOf(person.Id);
        Assert.Equal(["created", "changed", "erased"], entries.Select(e => (string?)e["act"]));
        Assert.All(entries, e => Assert.Null(e["changes"]));
        Assert.True((bool?)entries[0]["isErased"]);
        Assert.Contains("name", entries[1].Fields());
        Assert.NotNull((await app.EntriesOf(other.Id))[0].Change("name"));
        Assert.Equal(1L, await Sql.RunAsync(app.AsSuperuser, "SELECT count(*) FROM audit_values WHERE json::text LIKE '%Zyxomma%'"));   // that of the other one

        foreach (var isSealed in new[] { false, true })
        {
            if (isSealed) await app.Seal();
            var result = await app.Verify();
            Assert.True((bool?)result["isIntact"], result.Text);
            Assert.Equal(1, (int?)result["erased"]);
        }

        (await app.Api().Patch(person.Location!, new { notes = "Came back" })).Ok();
        Assert.NotNull((await app.EntriesOf(person.Id))[^1].Change("notes"));
    }

    [Fact]
    public async Task What_is_undone_erases_nothing()
    {
        var customer = await app.Given.Customer("Undone");
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<CrmDb>();
            await using var transaction = await db.BeginAsync(TestContext.Current.CancellationToken);
            scope.ServiceProvider.GetRequiredService<IAuditErasure>().EraseValuesOf([new("customer", Guid.Parse(customer.Id))]);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var entry = Assert.Single(await app.EntriesOf(customer.Id));
        Assert.NotNull(entry.Change("name"));
    }

    [Fact]
    public async Task The_application_cannot_erase_without_an_entry_that_says_so()
    {
        var customer = await app.Given.Customer("Kept");
        await Sql.RunAsync(app.Database, $"SELECT audit_erase_values(ARRAY['customer'], ARRAY['{customer.Id}'::uuid])");

        Assert.NotNull((await app.EntriesOf(customer.Id))[0].Change("name"));
    }

    private async Task Erase(Answer person, bool rename)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CrmDb>();
        await using var transaction = await db.BeginAsync(ct);
        var id = Id<Customer>.Parse(person.Id, null);
        var customer = await db.Customers.SingleAsync(c => c.Id == id, ct);
        if (rename) customer.Change(new CustomerProfile { Kind = CustomerKind.Person, Name = "Erased", Relationships = customer.Relationships });
        scope.ServiceProvider.GetRequiredService<IAuditErasure>().EraseValuesOf([AuditedRecord.Of(id)]);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
