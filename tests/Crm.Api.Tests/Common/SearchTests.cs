using Crm.Infrastructure.Persistence;
using Crm.Infrastructure.Persistence.Search;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>Looking for words: q.</summary>
public sealed class SearchTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Theory]
    [InlineData("Bergmann", "Bregmann", "a letter swapped")]
    [InlineData("Bergmann", "Bergman", "a letter missing")]
    [InlineData("Bergmann", "Berggmann", "a letter too many")]
    [InlineData("Bergmann", "Borgmann", "a letter wrong")]
    [InlineData("Bergmann", "BERG", "the beginning, in capitals")]
    [InlineData("Bergmann", "rgma", "a part")]
    [InlineData("Bergmann", "ber", "three letters")]
    [InlineData("Müller Söhne", "Muller", "an umlaut left out")]
    [InlineData("Müller Söhne", "Mueller", "an umlaut written as two letters")]
    [InlineData("Mueller", "Müller", "the other way round")]
    [InlineData("Weißgerber", "weissgerber", "ss for ß")]
    [InlineData("Weissgerber", "Weißgerber", "ß for ss")]
    [InlineData("Société Générale", "generale societe", "accents left out, in any order")]
    [InlineData("Łódź Ørsted", "lodz orsted", "letters that are no accents")]
    [InlineData("ＡＢＣ Ｔｒａｄｉｎｇ", "abc trading", "full-width letters kept")]
    [InlineData("ABC Trading", "ＡＢＣ", "full-width letters asked for")]
    [InlineData("王伟", "王", "one Chinese character")]
    [InlineData("王伟", "伟", "the second character")]
    [InlineData("王伟", "王伟", "two characters")]
    [InlineData("上海王伟贸易有限公司", "王伟", "two characters inside")]
    [InlineData("上海王伟贸易有限公司", "贸易 上海", "two words of them")]
    [InlineData("SAP中国", "sap 中国", "scripts side by side")]
    [InlineData("Иванов", "иванов", "Cyrillic")]
    [InlineData("Иванов", "Ивонав Иванов", "Cyrillic with a mistake and without", false)]
    [InlineData("Иванов", "Ивнаов", "Cyrillic with letters swapped")]
    [InlineData("山田ガラス", "ガラス", "kana keep their voicing")]
    [InlineData("김철수", "철수", "Hangul")]
    [InlineData("عمر الشريف", "الشريف", "Arabic")]
    [InlineData("Quantum Xylophone", "xy qu", "two letters begin a word")]
    [InlineData("Quantum Xylophone", "yl", "two letters are not looked for inside", false)]
    [InlineData("Quantum Xylophone", "quantum violin", "all words must be found", false)]
    [InlineData("Haus", "Hand", "two letters wrong", false)]
    [InlineData("Nr. 4711", "4711", "a number")]
    [InlineData("Nr. 4711", "4712", "numbers bear no mistake", false)]
    public async Task A_customer_is_found_by_its_name(string name, string q, string why, bool found = true)
    {
        var tag = $"t{Guid.NewGuid():N}";
        var id = await Customer(name, tag);

        var ids = await Found("customers", q, $"tag={tag}");

        Assert.True(found == ids.Contains(id), why);
    }

    [Fact]
    public async Task A_record_is_found_by_its_addresses_numbers_and_foreign_ids()
    {
        var customer = (await _api.Post("/api/v1/customers", new
        {
            kind = "organization",
            name = "Kontaktfreudig",
            registrationNumber = "HRB-99017",
            channels = new object[] { new { type = "email", value = "vertrieb@quarzwerk.example" }, new { type = "phone", value = "+49 (0)30 9911-8822" } },
            externalIds = new object[] { new { system = "shop", id = "ZX-77315" } },
        })).Created().Id;

        foreach (var q in new[] { "vertrieb@quarzwerk.example", "quarzwerk", "arzwer", "99118822", "+49 30 9911-8822", "ZX-77315", "77315", "hrb 99017" })
            Assert.Equal([customer], await Found("customers", q));
    }

    [Fact]
    public async Task The_best_match_comes_first()
    {
        var tag = $"t{Guid.NewGuid():N}";
        var typo = await Customer("Steinbarger", tag);
        var part = await Customer("Neusteinberger", tag);
        var begins = await Customer("Haus Steinbergers", tag);
        var whole = await Customer("Optik Steinberger", tag);
        var first = await Customer("Steinberger Optik", tag);
        var exact = await Customer("Steinberger", tag);

        Assert.Equal([exact, first, whole, begins, part, typo], await Found("customers", "steinberger", $"tag={tag}"));
        Assert.Equal([begins, part, whole, typo, exact, first], await Found("customers", "steinberger", $"tag={tag}&sort=name"));
    }

    [Fact]
    public async Task What_was_found_is_paged_by_cursor_in_the_order_of_the_whole()
    {
        var tag = $"t{Guid.NewGuid():N}";
        foreach (var name in new[] { "Falkner", "Falknerei", "Falknar", "Die Falkner", "Falkner", "Hofalkner", "Falkner KG" }) await Customer(name, tag);
        var whole = await Found("customers", "falkner", $"tag={tag}");

        List<string?> paged = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await _api.Get($"/api/v1/customers?q=falkner&tag={tag}&limit=2&count=true{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}")).Ok();
            paged.AddRange(page["data"]!.AsArray().Select(r => (string?)r!["id"]));
            Assert.Equal(7, (int?)page["page", "total"]);
            cursor = (string?)page["page", "nextCursor"];
            if (cursor is not null) (await _api.Get($"/api/v1/customers?q=falknerei&tag={tag}&limit=2&cursor={cursor}")).Invalid("cursor", "cursor.invalid");
        }

        Assert.Equal(7, whole.Count);
        Assert.Equal(whole, paged);
    }

    [Fact]
    public async Task A_change_is_found_at_once_and_what_was_before_is_not()
    {
        var customer = (await _api.Post("/api/v1/customers", new { kind = "organization", name = "Vorherig GmbH" })).Created();
        (await _api.Patch(customer.Location!, new { name = "Nachmalig GmbH", channels = new object[] { new { type = "email", value = "neu@nachpost.example" } } })).Ok();

        Assert.Empty(await Found("customers", "vorherig"));
        Assert.Equal([customer.Id], await Found("customers", "nachmalig"));
        (await _api.Patch(customer.Location!, new { channels = new object[] { new { type = "email", value = "neu@andere.example" } } })).Ok();
        Assert.Empty(await Found("customers", "nachpost"));
        Assert.Equal([customer.Id], await Found("customers", "andere nachmalig"));

        (await _api.Delete(customer.Location!)).NoContent();
        Assert.Empty(await Found("customers", "nachmalig"));
        Assert.Equal([customer.Id], await Found("customers", "nachmalig", "archived=true"));
    }

    [Fact]
    public async Task Contacts_orders_and_tickets_are_found_by_their_customer_too()
    {
        var customer = await app.Given.Customer("Zwiebelturm AG");
        var contact = await app.Given.Contact(customer.Id, "Ottilie Krautwickel");
        var order = await app.Given.DraftOrder(customer: customer);
        var ticket = await app.Given.Ticket(customer.Id);

        Assert.Equal([contact.Id], await Found("contacts", "zwibelturm"));
        Assert.Equal([contact.Id], await Found("contacts", "krautwickel zwiebel"));
        Assert.Equal([order.Id], await Found("orders", "Zwiebelturm"));
        Assert.Equal([order.Id], await Found("orders", (string)order["number"]!));
        Assert.Equal([order.Id], await Found("orders", $"zwiebelturm {order["number"]}"));
        Assert.Empty(await Found("orders", "zwiebelturm O-1999"));
        Assert.Equal([ticket.Id], await Found("tickets", "zwiebeltrum"));
        Assert.Equal([ticket.Id], await Found("tickets", (string)ticket["number"]!));

        (await _api.Patch(customer.Location!, new { name = "Rettichturm AG" })).Ok();
        Assert.Equal([order.Id], await Found("orders", "rettichturm"));
        Assert.Empty(await Found("tickets", "zwiebelturm"));
        (await _api.Delete(contact.Location!)).NoContent();
        Assert.Empty(await Found("contacts", "krautwickel"));
    }

    [Fact]
    public async Task Products_users_and_queues_are_found()
    {
        var product = (await _api.Post("/api/v1/products", new
        {
            sku = "TELE-70/900",
            name = "Spiegelteleskop",
            unitPrice = new { amount = "10.00", currency = "EUR" },
            taxRate = 19,
        })).Created().Id;
        var queue = (await app.Given.Queue("Reklamationen Übersee")).Id;

        foreach (var q in new[] { "spiegelteleskpo", "teleskop", "TELE-70/900", "70/900", "tele 900" }) Assert.Equal([product], await Found("products", q));
        Assert.Equal([queue], await Found("queues", "ubersee"));
        Assert.Equal([app.Member(Duty.Manager).Id.ToString()], await Found("users", app.Member(Duty.Manager).Email));
    }

    [Fact]
    public async Task Records_from_before_the_search_are_filled_in()
    {
        var customer = await app.Given.Customer("Altbestand Findling");
        await app.Db(async db =>
        {
            await db.Set<SearchEntry<Domain.Customers.Customer>>().ExecuteDeleteAsync();
            await SearchUpkeepAgain(db);
        });

        Assert.Equal([customer.Id], await Found("customers", "findling"));
    }

    [Theory]
    [InlineData("customers?q=", "q", "filter.invalid_value")]
    [InlineData("customers?q=%20", "q", "filter.invalid_value")]
    [InlineData("customers?q=...", "q", "filter.invalid_value")]
    [InlineData("customers?q=a%00b", "q", "filter.invalid_value")]
    [InlineData("customers?q=a&q=b", "q", "parameter.repeated")]
    [InlineData("payments?q=a", "q", "parameter.unknown")]
    [InlineData("customers?q=a&sort=relevance", "sort", "sort.unknown_field")]
    public async Task Words_that_cannot_be_looked_for_are_refused(string query, string parameter, string code) => (await _api.Get($"/api/v1/{query}")).Invalid(parameter, code);

    [Fact]
    public async Task A_long_text_is_refused_and_signs_of_patterns_mean_nothing()
    {
        (await _api.Get($"/api/v1/customers?q={new string('a', 201)}")).Invalid("q", "text.too_long");
        Assert.Empty(await Found("customers", "%25 zzzq_%25"));
    }

    private static Task SearchUpkeepAgain(CrmDb db) => Migrator.Fill(db, TestContext.Current.CancellationToken);

    private async Task<string> Customer(string name, string tag) => (await _api.Post("/api/v1/customers", new { kind = "organization", name, tags = new[] { tag } })).Created().Id;

    private async Task<List<string?>> Found(string list, string q, string more = "limit=200") =>
        [.. (await _api.Get($"/api/v1/{list}?q={(q.Contains("%25", StringComparison.Ordinal) ? q : Uri.EscapeDataString(q))}&{more}")).Ok()["data"]!.AsArray().Select(r => (string?)r!["id"])];
}
