using System.Text.Json.Nodes;
using Xunit;

namespace Crm.Tests.OpenApi;

public sealed class DocumentTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Every_operation_is_in_the_document_under_a_name_of_its_own()
    {
        var document = (await app.Stranger().Get("/openapi/v1.json")).Ok();

        var names = document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()).Select(o => (string?)o.Value!["operationId"]).ToList();
        Assert.Contains("dispatchShipment", names);
        Assert.DoesNotContain(null, names);
        Assert.Equal(names.Distinct().Count(), names.Count);
    }

    [Fact]
    public async Task Money_and_prices_are_described_as_they_are_written()
    {
        var schemas = (await app.Stranger().Get("/openapi/v1.json")).Ok()["components", "schemas"]!.AsObject();

        foreach (var schema in new[] { "Money", "UnitPrice" })
            Assert.Equal("string", (string?)((JsonObject)schemas[schema]!)["properties"]!["amount"]!["type"]);
    }

    [Fact]
    public async Task Answers_that_every_route_of_a_kind_gives_are_in_the_document()
    {
        var paths = (await app.Stranger().Get("/openapi/v1.json")).Ok()["paths"]!;

        Assert.NotNull(Answers("/api/v1/users", "post")["403"]);
        Assert.NotNull(Answers("/api/v1/custom-fields/{id}", "delete")["403"]);
        Assert.Null(Answers("/api/v1/users", "get")["403"]);
        Assert.NotNull(Answers("/api/v1/orders/{id}/lines", "post")["413"]);
        Assert.NotNull(Answers("/api/v1/orders/{id}/lines", "post")["415"]);
        Assert.Null(Answers("/api/v1/orders/{id}/placement", "put")["415"]);
        Assert.NotNull(Answers("/api/v1/customers/{id}", "get")["304"]);
        Assert.Null(Answers("/api/v1/customers", "get")["304"]);

        JsonNode Answers(string path, string method) => paths[path]![method]!["responses"]!;
    }
}
