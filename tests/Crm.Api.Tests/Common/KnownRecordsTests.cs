using Crm.Application.Customers.Customers;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Infrastructure.Persistence;
using Crm.Tests.Observability;
using Crm.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>What was read of a record is shown again only while the database says that it is unchanged, and only to who sees it.</summary>
public sealed class KnownRecordsTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_record_that_is_read_again_is_asked_for_its_version_only()
    {
        (await _api.Get($"/api/v1/customers/{(await app.Given.Customer()).Id}")).Ok();   // what is compiled and read once for all
        var customer = await app.Given.Customer();
        using var trips = new RoundTrips(app.Database);
        Answer first = null!, second = null!;
        var whole = await trips.During(async () => first = (await _api.Get(customer.Location!)).Ok());
        var known = await trips.During(async () => second = (await _api.Get(customer.Location!)).Ok());
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(first.ETag, second.ETag);
        Assert.Single(whole);
        Assert.Contains("customer_addresses", whole[0], StringComparison.Ordinal);
        Assert.Single(known);
        Assert.DoesNotContain("customer_addresses", known[0], StringComparison.Ordinal);
        Assert.Contains("updated_at", known[0], StringComparison.Ordinal);
        Assert.Equal(1, RoundTrips.Statements(known[0]));
    }

    [Fact]
    public async Task After_a_change_here_it_is_read_in_one_round_trip()
    {
        var customer = await app.Given.Customer();
        (await _api.Get(customer.Location!)).Ok();
        (await _api.Get(customer.Location!)).Ok();
        (await _api.Patch(customer.Location!, new { notes = "changed" })).Ok();
        using var trips = new RoundTrips(app.Database);
        var sent = await trips.During(async () => Assert.Equal("changed", (string?)(await _api.Get(customer.Location!)).Ok()["notes"]));
        Assert.Single(sent);
    }

    [Fact]
    public async Task A_change_through_another_instance_is_seen_with_the_next_read()
    {
        await using var other = app.WithWebHostBuilder(_ => { });
        var elsewhere = app.ApiOf(other);
        var customer = await app.Given.Customer();
        for (var i = 0; i < 3; i++)
        {
            (await _api.Get(customer.Location!)).Ok();
            (await _api.Get($"{customer.Location}/overview")).Ok();
            (await elsewhere.Patch(customer.Location!, new { notes = $"changed {i}", addresses = new[] { new { type = "billing", address = new { line1 = "Street 1", city = $"City {i}", country = "AT" } } } })).Ok();
            var (first, second) = i == 0 ? (customer.Location!, $"{customer.Location}/overview") : ($"{customer.Location}/overview", customer.Location!);   // whichever reads it anew
            Answer[] answers = [(await _api.Get(first)).Ok(), (await _api.Get(second)).Ok()];
            foreach (var shown in answers.Select(a => a["profile"] ?? a.Json))
            {
                Assert.Equal($"changed {i}", (string?)shown["notes"]);
                Assert.Equal($"City {i}", (string?)shown["addresses"]![0]!["address"]!["city"]);
            }
        }
    }

    [Fact]
    public async Task What_has_the_same_version_from_another_time_is_read_anew()
    {
        var customer = await app.Given.Customer();
        (await _api.Get(customer.Location!)).Ok();
        await Sql.RunAsync(app.AsOwner, $"UPDATE customers SET notes = 'restored', updated_at = updated_at + interval '1 microsecond' WHERE id = '{customer.Id}'");   // a backup was restored, and then there was another change
        Assert.Equal("restored", (string?)(await _api.Get(customer.Location!)).Ok()["notes"]);
    }

    [Fact]
    public async Task What_is_archived_is_not_found_and_what_is_restored_is_there_again()
    {
        await using var other = app.WithWebHostBuilder(_ => { });
        var elsewhere = app.ApiOf(other);
        var customer = await app.Given.Customer();
        (await _api.Get(customer.Location!)).Ok();
        (await elsewhere.Delete(customer.Location!)).NoContent();
        (await _api.Get(customer.Location!)).NotFound();
        (await _api.Get(customer.Location!)).NotFound();
        (await elsewhere.Put($"{customer.Location}/restoration")).NoContent();
        (await _api.Get(customer.Location!)).Ok();
        await Sql.RunAsync(app.AsOwner, $"UPDATE customers SET archived_at = now() WHERE id = '{customer.Id}'");   // the mark as it was: it is the query that does not find it
        (await _api.Get(customer.Location!)).NotFound();
    }

    [Fact]
    public async Task What_others_have_read_is_not_shown_to_who_does_not_see_it()
    {
        var (_, agent) = await app.Given.SomebodyWho(new { customers = new { read = "own" } });
        var (user, owner) = await app.Given.SomebodyWho(new { customers = new { read = "own" } });
        var customer = (await _api.Post("/api/v1/customers", new { kind = "organization", name = Given.Unique("Known"), ownerId = user.Id })).Created();
        for (var i = 0; i < 2; i++)
        {
            (await _api.Get(customer.Location!)).Ok();
            (await owner.Get(customer.Location!)).Ok();
            (await owner.Get($"{customer.Location}/overview")).Ok();
            (await agent.Get(customer.Location!)).NotFound();
            (await agent.Get($"{customer.Location}/overview")).NotFound();
        }
    }

    [Fact]
    public async Task Who_comes_with_a_key_sees_the_same()
    {
        var key = (await _api.Post("/api/v1/api-keys", new { name = Given.Unique("Reader"), userId = app.Member(Duty.Manager).Id.Value, scopes = new[] { "customers:read" } })).Created();
        var (reader, customer) = (app.Keyed((string)key["secret"]!), await app.Given.Customer());
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((await _api.Get(customer.Location!)).Ok().Text, (await reader.Get(customer.Location!)).Ok().Text);
            (await _api.Patch(customer.Location!, new { notes = $"{i}" })).Ok();
        }
    }

    [Fact]
    public async Task Fields_that_a_role_hides_stay_hidden_from_it_and_only_from_it()
    {
        var (_, clerk) = await app.Given.SomebodyWho(new { customers = new { read = "all" } }, new { resource = "customer", field = "notes", access = "hidden" });
        var customer = (await _api.Post("/api/v1/customers", new { kind = "organization", name = Given.Unique("Known"), notes = "between us" })).Created();
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("between us", (string?)(await _api.Get(customer.Location!)).Ok()["notes"]);
            Assert.DoesNotContain("between us", (await clerk.Get(customer.Location!)).Ok().Text, StringComparison.Ordinal);
            Assert.Equal("between us", (string?)(await _api.Get($"{customer.Location}/overview")).Ok()["profile"]!["notes"]);
            Assert.DoesNotContain("between us", (await clerk.Get($"{customer.Location}/overview")).Ok().Text, StringComparison.Ordinal);
            Assert.Equal(["name"], (await _api.Get($"{customer.Location}?fields=name")).Ok().Json.AsObject().Select(m => m.Key));
        }
    }

    [Fact]
    public async Task What_a_transaction_has_changed_and_undoes_is_not_remembered()
    {
        var customer = await app.Given.Customer();
        var id = new Id<Customer>(Guid.Parse(customer.Id));
        var before = (string?)(await _api.Get(customer.Location!)).Ok()["notes"];
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<CrmDb>();
            await using var transaction = await db.BeginAsync(TestContext.Current.CancellationToken);
            await db.Database.ExecuteSqlAsync($"UPDATE customers SET notes = 'undone', version = version + 1, updated_at = '2030-01-01' WHERE id = {id.Value}", TestContext.Current.CancellationToken);
            Assert.Equal("undone", (await db.GetAsync<Customer, CustomerDetails>(id, TestContext.Current.CancellationToken)).Notes);
        }
        // The same mark comes about in another way, as it may while a test clock stands still.
        await Sql.RunAsync(app.AsOwner, $"UPDATE customers SET notes = 'kept', version = version + 1, updated_at = '2030-01-01' WHERE id = '{customer.Id}'");
        Assert.NotEqual("kept", before);
        Assert.Equal("kept", (string?)(await _api.Get(customer.Location!)).Ok()["notes"]);
    }

    [Fact]
    public async Task An_instance_that_is_to_remember_nothing_reads_each_time()
    {
        await using var forgetful = app.WithWebHostBuilder(b => b.UseSetting("Database:KnownRecordsMegabytes", "0"));
        var api = app.ApiOf(forgetful);
        var customer = await app.Given.Customer();
        (await api.Get(customer.Location!)).Ok();
        using var trips = new RoundTrips(app.Database);
        Assert.Contains("customer_addresses", Assert.Single(await trips.During(async () => (await api.Get(customer.Location!)).Ok())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_changes_and_reads_at_once_never_reads_what_was_before()
    {
        await using var other = app.WithWebHostBuilder(_ => { });
        var (customer, elsewhere, written) = (await app.Given.Customer(), app.ApiOf(other), 0);
        var writing = Task.Run(async () =>
        {
            for (var i = 1; i <= 40; i++)
            {
                (await (i % 2 == 0 ? _api : elsewhere).Patch(customer.Location!, new { notes = $"{i}" })).Ok();
                Volatile.Write(ref written, i);
            }
        }, TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(r => Task.Run(async () =>
        {
            for (var last = 0; last < 40;)
            {
                var least = Volatile.Read(ref written);
                var read = (await (r % 2 == 0 ? _api : elsewhere).Get(customer.Location!)).Ok();
                Assert.True(int.TryParse((string?)read["notes"], out var seen) || least == 0);
                Assert.InRange(seen, least, 40);
                Assert.Equal($"\"{seen + 1}\"", read.ETag);
                last = seen;
                if (writing.IsFaulted) break;
            }
        })));
        await writing;
    }
}
