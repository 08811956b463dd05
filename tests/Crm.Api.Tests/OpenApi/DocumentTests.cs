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
        Assert.NotNull(Answers("/api/v1/users", "get")["403"]);
        Assert.Null(Answers("/api/v1/users/me", "get")["403"]);
        Assert.NotNull(Answers("/api/v1/orders/{id}/lines", "post")["413"]);
        Assert.NotNull(Answers("/api/v1/orders/{id}/lines", "post")["415"]);
        Assert.Null(Answers("/api/v1/orders/{id}/placement", "put")["415"]);
        Assert.NotNull(Answers("/api/v1/customers/{id}", "get")["304"]);
        Assert.Null(Answers("/api/v1/customers", "get")["304"]);

        JsonNode Answers(string path, string method) => paths[path]![method]!["responses"]!;
    }

    [Fact]
    public async Task What_validators_check_is_in_the_document()
    {
        var schemas = (await app.Stranger().Get("/openapi/v1.json")).Ok()["components", "schemas"]!;

        Assert.Equal(200, (int?)Member("RegisterCustomer", "name")["maxLength"]);
        Assert.Equal(20, (int?)Member("CustomerInputPatch", "channels")["maxItems"]);
        Assert.Equal(100_000_000, (int?)Member("RegisterCustomer", "employeeCount")["maximum"]);
        Assert.Equal("email", (string?)Member("InviteUser", "email")["format"]);
        Assert.Equal(0.001m, (decimal?)Member("OrderLineInput", "quantity")["multipleOf"]);   // of a part, which has a validator of its own
        Assert.Equal(2000, (int?)Member("ReturnFindingInput", "finding")["maxLength"]);   // of a part, which the whole's validator checks
        Assert.Equal(200, (int?)Member("CustomerDetails", "name")["maxLength"]);   // of an answer: the column says it
        Assert.Contains("null", Member("RegisterCustomer", "name")["type"]!.AsArray().Select(t => (string?)t));

        JsonNode Member(string schema, string member) => schemas[schema]!["properties"]![member]!;
    }

    [Fact]
    public async Task Inputs_are_closed_and_answers_open()
    {
        var schemas = (await app.Stranger().Get("/openapi/v1.json")).Ok()["components", "schemas"]!;

        Assert.False((bool?)schemas["RegisterCustomer"]!["additionalProperties"]);
        Assert.False((bool?)schemas["AddressInput"]!["additionalProperties"]);
        Assert.Null(schemas["CustomerDetails"]!["additionalProperties"]);
        Assert.Equal(["email", "name", "password", "roleIds"], schemas["InviteUser"]!["required"]!.AsArray().Select(r => (string)r!).Order());
        Assert.Equal(schemas["CreditDetails"]!["properties"]!.AsObject().Count, schemas["CreditDetails"]!["required"]!.AsArray().Count);
    }

    [Fact]
    public async Task Every_refusal_names_its_codes_and_every_answer_its_headers()
    {
        var document = (await app.Stranger().Get("/openapi/v1.json")).Ok();

        foreach (var operation in document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()).Select(o => o.Value!))
            foreach (var (status, written) in operation["responses"]!.AsObject())
            {
                var answer = (string?)written!["$ref"] is { } reference ? document["components", "responses", reference.Split('/')[^1]]! : written;
                if (status != "304") Assert.NotNull(answer["headers"]!["Request-Id"]);
                if (status[0] is '4' or '5') Assert.NotEmpty(answer["content"]!["application/problem+json"]!["examples"]!.AsObject());
            }
        var resolve = document["paths", "/api/v1/tickets/{id}/resolution", "put", "responses"]!;
        Assert.NotNull(resolve["409"]!["content"]!["application/problem+json"]!["examples"]!["ticket.complaint_unexplained"]);
        Assert.Contains("`text.too_long`", (string?)resolve["400"]!["description"], StringComparison.Ordinal);
        Assert.NotNull(document["components", "examples", "ticket.complaint_unexplained"]);
    }
}
