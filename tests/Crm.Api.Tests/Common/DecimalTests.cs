using System.Text.Json.Nodes;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>Numbers with more digits than are kept must not become other numbers on their way in.</summary>
public sealed class DecimalTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Theory]
    [InlineData("taxRate", "1e-30")]
    [InlineData("taxRate", "7.0000000000000000000000000000000001")]
    [InlineData("taxRate", "1e-99999999999")]
    [InlineData("taxRate", "0.001")]
    [InlineData("stockOnHand", "0.00000000000000000000000000000000000001")]
    [InlineData("stockOnHand", "1.0000000000000000000000000000001")]
    [InlineData("stockOnHand", "1e40")]
    public async Task A_number_that_cannot_be_kept_is_refused_where_it_stands(string member, string number) => (await Product(member, number)).Invalid($"/{member}");

    [Theory]
    [InlineData("1e-30")]
    [InlineData("0.00000000000000000000000000000000001")]
    [InlineData("5.00000000000000000000000000000000001")]
    [InlineData("0.00001")]
    public async Task A_price_that_cannot_be_kept_is_refused_where_it_stands(string amount) =>
        (await Product("unitPrice", $$"""{"amount":"{{amount}}","currency":"EUR"}""")).Invalid("/unitPrice/amount");

    [Theory]
    [InlineData("7.50000000000000000000000000000000000000000", 7.5)]
    [InlineData("75e-1", 7.5)]
    [InlineData("0.0000000075E+9", 7.5)]
    [InlineData("0e-99999999999", 0)]
    [InlineData("-0.0", 0)]
    [InlineData("1e2", 100)]
    public async Task A_number_is_what_it_says_however_it_is_written(string written, double meant) =>
        Assert.Equal((decimal)meant, (decimal)(await Product("taxRate", written)).Created()["taxRate"]!);

    [Fact]
    public async Task Patches_lines_payments_and_custom_fields_are_read_as_exactly()
    {
        var order = await app.Given.DraftOrder();
        (await _api.Patch($"/api/v1/order-lines/{order["lines", 0, "id"]}", JsonNode.Parse("""{"discountPercent":1e-30}"""), ("If-Match", "*"))).Invalid("/discountPercent", "value.invalid");
        (await Post($"{order.Location}/lines", """{"text":"Freight","quantity":1.00000000000000000000000000001,"unitPrice":{"amount":"5","currency":"EUR"}}""")).Invalid("/quantity", "value.invalid");
        (await Post($"{order.Location}/payments", """{"method":"cash","amount":{"amount":"1.000000000000000000000000000000001","currency":"EUR"}}""")).Invalid("/amount/amount", "value.invalid");
        (await Post("/api/v1/custom-fields", """{"target":"ticket","key":"weight","label":"Weight","type":"number"}""")).Created();
        var ticket = await app.Given.Ticket();
        (await Patch($"/api/v1/tickets/{ticket.Id}", """{"customFields":{"weight":1e-30}}""")).Invalid("/customFields/weight", "value.invalid");
        Assert.Equal(0.25m, (decimal)(await Patch($"/api/v1/tickets/{ticket.Id}", """{"customFields":{"weight":25e-2}}""")).Ok()["customFields", "weight"]!);
    }

    private Task<Answer> Product(string member, string json)
    {
        Dictionary<string, string> members = new()
        {
            ["sku"] = $"\"{Guid.NewGuid()}\"",
            ["name"] = "\"Tea\"",
            ["unitPrice"] = """{"amount":"1","currency":"EUR"}""",
            ["taxRate"] = "0",
            [member] = json,
        };
        return Post("/api/v1/products", $"{{{string.Join(',', members.Select(m => $"\"{m.Key}\":{m.Value}"))}}}");
    }

    private Task<Answer> Post(string url, string body) => _api.SendText(HttpMethod.Post, url, body);

    private Task<Answer> Patch(string url, string body) => _api.SendText(HttpMethod.Patch, url, body, "application/merge-patch+json");
}
