using Crm.Tests.Postgres;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>What follows from a change of texts goes with it, behind it and before the commit.</summary>
public sealed class BesideTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Theory]
    [InlineData("customers_search")]
    [InlineData("customer_match_states")]
    [InlineData("customer_match_keys")]
    public async Task When_what_follows_cannot_be_written_nothing_is(string table)
    {
        var api = app.Api();
        var customer = await app.Given.Customer("Vorher GmbH");
        var id = table == "customer_match_keys" ? "customer_id" : "id";
        await Sql.RunAsync(app.AsOwner,
            $"""
             CREATE OR REPLACE FUNCTION refuse_{table}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION USING ERRCODE = ''55P03'', MESSAGE = ''not now''; END';
             CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW WHEN (NEW.{id} = '{customer.Id}') EXECUTE FUNCTION refuse_{table}();
             """);

        var change = new { name = "Nachher GmbH", channels = new[] { new { type = "email", value = $"{table}@nachher.example" } } };
        var refused = await api.Patch(customer.Location!, change);
        Assert.False((int)refused.Status is >= 200 and < 300);
        var unchanged = (await api.Get(customer.Location!)).Ok();
        Assert.Equal("Vorher GmbH", (string?)unchanged["name"]);

        await Sql.RunAsync(app.AsOwner, $"DROP TRIGGER refuse ON {table}");
        (await api.Patch(customer.Location!, change)).Ok();
        Assert.Contains(customer.Id, (await api.Get("/api/v1/customers?q=nachher")).Ok()["data"]!.AsArray().Select(r => (string?)r!["id"]));
    }
}
