using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Crm.Tests.Service;

public sealed class ComplaintRecurrenceTests : IClassFixture<CrmApp>
{
    private readonly CrmApp _app;
    private readonly Api _api;
    private readonly DateTimeOffset _start;

    public ComplaintRecurrenceTests(CrmApp app)
    {
        (_app, _api) = (app, app.Api());
        app.Clock.Stop();
        app.Clock.Advance(TimeSpan.FromDays(100));   // away from what other tests have left
        _start = app.Clock.GetUtcNow();
    }

    [Fact]
    public async Task What_comes_again_is_counted_by_product_and_root_cause_the_most_frequent_first()
    {
        var (jar, lid) = (await _app.Given.StockedProduct(), await _app.Given.StockedProduct());
        var (anna, bert) = ((await _app.Given.Customer()).Id, (await _app.Given.Customer()).Id);
        foreach (var (customer, cost) in new[] { (anna, Euros("10.00")), (anna, Euros("2.50")), (bert, new { amount = "100", currency = "JPY" }) }) await _app.Given.ResolvedComplaint(customer, jar.Id, "transportDamage", cost);
        for (var i = 0; i < 2; i++) await _app.Given.ResolvedComplaint(anna, lid.Id, "wrongItem");
        await _app.Given.ResolvedComplaint(bert, jar.Id, "wrongItem");
        _app.Clock.Advance(TimeSpan.FromDays(1));
        await _app.Given.ResolvedComplaint(bert, jar.Id, "transportDamage", Euros("0.00"));
        await _app.Given.ResolvedTicket(anna);

        var report = await Report();

        Assert.Equal([(jar.Id, "transportDamage", 4), (lid.Id, "wrongItem", 2)], Rows(report));
        var first = report["data", 0]!;
        Assert.Equal(((string?)jar["name"], 2, 0, 0m), ((string?)first["productName"], (int)first["customers"]!, (int)first["reopened"]!, (decimal)first["reopenedShare"]!));
        Assert.Equal(["12.50 EUR", "100 JPY"], first["costs"]!.AsArray().Select(c => $"{c!["amount"]} {c["currency"]}"));
        Assert.Equal(TimeSpan.FromDays(1), (DateTimeOffset)first["lastOpenedAt"]! - (DateTimeOffset)first["firstOpenedAt"]!);
        Assert.Equal(3, Rows(await Report("&minCount=1")).Count);
        var one = await Report("&minCount=1&limit=1");
        Assert.True((bool)one["hasMore"]! && one["data"]!.AsArray().Count == 1);
        Assert.Equal([(lid.Id, "wrongItem", 2)], Rows(await Report($"&productId={lid.Id}")));
    }

    [Fact]
    public async Task A_rise_shows_beside_the_equally_long_time_before()
    {
        var jar = await _app.Given.Product();
        await _app.Given.ResolvedComplaint(null, jar, "lateDelivery");
        _app.Clock.Advance(TimeSpan.FromDays(10));
        var middle = _app.Clock.GetUtcNow();
        for (var i = 0; i < 3; i++) await _app.Given.ResolvedComplaint(null, jar, "lateDelivery");
        _app.Clock.Advance(TimeSpan.FromDays(10));

        var row = (await Report("", middle, middle.AddDays(10)))["data", 0]!;
        Assert.Equal((3, 1), ((int)row["count"]!, (int)row["countBefore"]!));
        Assert.Empty(Rows(await Report("", middle.AddSeconds(1), middle.AddDays(10))));
        Assert.Single(Rows(await Report("&minCount=3", middle, middle.AddTicks(10))));
    }

    [Fact]
    public async Task What_is_not_resolved_counts_as_unknown_and_what_was_reopened_shows()
    {
        var jar = await _app.Given.Product();
        await _app.Given.Complaint(null, jar);
        await _app.Given.ResolvedComplaint(null, jar);
        var again = await _app.Given.ResolvedComplaint(null, jar, "productDefect", Euros("99.00"));
        (await _api.Delete($"/api/v1/tickets/{again.Id}/resolution")).Ok();
        await _app.Given.ResolvedComplaint();   // about no product

        var report = await Report("&minCount=1");
        Assert.Equal([(jar, "unknown", 3), (null, "unknown", 1)], Rows(report));
        Assert.Equal((1, 0.3333m), ((int)report["data", 0, "reopened"]!, (decimal)report["data", 0, "reopenedShare"]!));
        Assert.Empty(report["data", 0, "costs"]!.AsArray());
        Assert.Null(report["data", 1, "productName"]);
    }

    [Fact]
    public async Task It_can_be_asked_for_one_kind_or_severity()
    {
        var jar = await _app.Given.Product();
        foreach (var severity in new[] { "minor", "critical", "critical" })
        {
            var complaint = await _app.Given.Complaint(null, jar);
            (await _api.Put($"/api/v1/tickets/{complaint.Id}/complaint", new { kind = "product", severity })).Ok();
        }
        Assert.Equal([(jar, "unknown", 2)], Rows(await Report("&severity=critical")));
        Assert.Equal([(jar, "unknown", 3)], Rows(await Report("&kind=product")));
        Assert.Empty(Rows(await Report("&kind=billing&minCount=1")));
    }

    [Fact]
    public async Task Only_what_one_sees_is_counted_and_archived_complaints_with_it()
    {
        var jar = await _app.Given.StockedProduct();
        var (me, they) = await _app.Given.SomebodyWho(new { tickets = new { read = "own" } });
        var mine = await _app.Given.ResolvedComplaint((await _app.Given.CustomerOf(me)).Id, jar.Id, "staffError", Euros("5.00"));
        for (var i = 0; i < 3; i++) await _app.Given.ResolvedComplaint(null, jar.Id, "staffError", Euros("7.00"));
        (await _api.Put($"/api/v1/tickets/{mine.Id}/closure")).Ok();
        (await _api.Delete($"/api/v1/tickets/{mine.Id}")).NoContent();

        Assert.Equal([(jar.Id, "staffError", 4)], Rows(await Report("&minCount=1")));
        var row = (await Report("&minCount=1", by: they))["data"]!.AsArray().Single()!;
        Assert.Equal((1, 1, "5.00"), ((int)row["count"]!, (int)row["customers"]!, (string?)row["costs"]![0]!["amount"]));
        Assert.Null(row["productName"]);   // products are not theirs to read
        Assert.Empty(Rows(await Report("", by: they)));
        var (_, nobody) = await _app.Given.SomebodyWho(new { customers = new { read = "all" } });
        (await nobody.Get(Address())).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        var (_, blind) = await _app.Given.SomebodyWho(new { tickets = new { read = "all" } }, new { resource = "ticket", field = "resolution", access = "hidden" });
        (await blind.Get(Address())).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
    }

    [Fact]
    public async Task A_merged_complaint_counts_where_it_went()
    {
        var (jar, customer) = (await _app.Given.Product(), (await _app.Given.Customer()).Id);
        var (kept, gone) = (await _app.Given.Complaint(customer, jar), await _app.Given.Complaint(customer, jar));
        (await _api.Post($"/api/v1/tickets/{kept.Id}/merges", new { sourceIds = new[] { gone.Id } })).Ok();

        Assert.Equal([(jar, "unknown", 1)], Rows(await Report("&minCount=1")));
    }

    [Theory]
    [InlineData("to=2026-02-01T00:00:00Z", "from", "required")]
    [InlineData("from=2026-01-01T00:00:00Z", "to", "required")]
    [InlineData("from=2026-01-01&to=2026-02-01T00:00:00Z", "from", "parameter.invalid")]
    [InlineData("from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", "to", "period.reversed")]
    [InlineData("from=2021-01-01T00:00:00Z&to=2026-01-01T00:00:01Z", "to", "period.too_long")]
    [InlineData("from=0001-01-01T00:00:00Z&to=0002-01-01T00:00:00Z", "from", "date.out_of_range")]
    [InlineData("from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&minCount=0", "minCount", "parameter.invalid")]
    [InlineData("from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&limit=1001", "limit", "parameter.invalid")]
    [InlineData("from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&productId=x", "productId", "parameter.invalid")]
    [InlineData("from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&kind=1", "kind", "parameter.invalid")]
    [InlineData("from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&mincount=1", "mincount", "parameter.unknown")]
    [InlineData("from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&from=2026-01-01T00:00:00Z", "from", "parameter.repeated")]
    public async Task A_question_that_makes_no_sense_is_refused(string query, string parameter, string code) => (await _api.Get($"/api/v1/complaints/recurrence?{query}")).Invalid(parameter, code);

    private static object Euros(string amount) => new { amount, currency = "EUR" };

    private string Address(string more = "", DateTimeOffset? from = null, DateTimeOffset? to = null) =>
        $"/api/v1/complaints/recurrence?from={from ?? _start:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}&to={to ?? _app.Clock.GetUtcNow().AddSeconds(1):yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}{more}";

    private async Task<Answer> Report(string more = "", DateTimeOffset? from = null, DateTimeOffset? to = null, Api? by = null) => (await (by ?? _api).Get(Address(more, from, to))).Ok();

    private static List<(string? Product, string? Code, int Count)> Rows(Answer report) =>
        [.. report["data"]!.AsArray().Select((JsonNode? r) => ((string?)r!["productId"], (string?)r["rootCauseCode"], (int)r["count"]!))];
}
