using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>The search box: GET /search.</summary>
public sealed class FindTests(CrmApp app) : IClassFixture<CrmApp>
{
    private static int _number = 40_000;

    private readonly Api _api = app.Api();

    [Theory]
    [InlineData("Quillbach Optik", "quillbach", "name", "Quillbach Optik")]
    [InlineData("Zöllerhövel", "ZOLLERHOVEL", "name", "Zöllerhövel")]
    [InlineData("Zollerhoff", "zöllerhoff", "name", "Zollerhoff")]
    [InlineData("谢婉莹", "谢", "name", "谢婉莹")]
    [InlineData("谢道韫", "韫", "name", "谢道韫")]
    [InlineData("عبد القادر", "القادر", "name", "عبد القادر")]
    [InlineData("Vyxhausen", "vy", "name", "Vyxhausen")]
    [InlineData("Grossmeyer Wukk", "wu", "name", "Grossmeyer Wukk")]
    [InlineData("Kirschwasser", "schwass", "name", "Kirschwasser")]
    [InlineData("Lindwurmer", "Lindwrumer", "name", "Lindwurmer")]
    [InlineData("Ｆｕｌｌｗｉｄｔｈｙ", "fullwidthy", "name", "Ｆｕｌｌｗｉｄｔｈｙ")]
    public async Task Customers_are_found_by_their_names_in_any_script(string name, string q, string field, string text)
    {
        var customer = await app.Given.Customer(name);

        var hit = Hit(await Find(q), customer.Id);

        Assert.Equal(("customer", customer.Id, name), ((string)hit["kind"]!, (string)hit["customerId"]!, (string)hit["title"]!));
        Assert.Contains((field, text), Matches(hit));
    }

    [Fact]
    public async Task Contacts_are_found_by_their_names_and_addresses_and_say_whose_they_are()
    {
        var customer = await app.Given.Customer("Wildbretgesellschaft");
        var contact = (await _api.Post("/api/v1/contacts", new
        {
            customerId = customer.Id,
            name = "Xaverina Ottokar",
            channels = new object[] { new { type = "email", value = "X.Ottokar@wildbret.example" }, new { type = "mobile", value = "+49 (0)171 55 87 123" } },
            externalIds = new[] { new { system = "crm2", id = "K-88-Ä1" } },
        })).Created();

        foreach (var (q, field, text) in new[]
        {
            ("xaverina ott", "name", "Xaverina Ottokar"), ("x.ottokar@wildbret.example", "email", "X.Ottokar@wildbret.example"), ("ottokar@wild", "email", "X.Ottokar@wildbret.example"), ("wildbret.ex", "email", "X.Ottokar@wildbret.example"),
            ("87123", "phone", "+49 (0)171 55 87 123"), ("7123", "phone", "+49 (0)171 55 87 123"), ("0171 5587-123", "phone", "+49 (0)171 55 87 123"), ("+49 171 5587123", "phone", "+49 (0)171 55 87 123"), ("５５８７１２３", "phone", "+49 (0)171 55 87 123"),
            ("k-88-ä1", "externalId", "K-88-Ä1"), ("crm2:K-88-Ä1", "externalId", "K-88-Ä1"),
        })
        {
            var hit = Hit(await Find(q), contact.Id);
            Assert.Equal(("contact", customer.Id, "Xaverina Ottokar", "Wildbretgesellschaft"), ((string)hit["kind"]!, (string)hit["customerId"]!, (string)hit["title"]!, (string?)hit["subtitle"]));
            Assert.Contains((field, text), Matches(hit));
        }
    }

    [Fact]
    public async Task A_customer_is_found_by_its_registration_number_and_its_external_id()
    {
        var customer = (await _api.Post("/api/v1/customers", new
        {
            kind = "organization",
            name = "Registrierte Sache",
            registrationNumber = "HRB 771905",
            externalIds = new[] { new { system = "shop", id = "SH/77-x" } },
            addresses = new[] { new { type = "visiting", address = Given.Address("Görlitz") } },
        })).Created();

        Assert.Contains(("registrationNumber", "HRB 771905"), Matches(Hit(await Find("hrb771905"[..3] + " 771905"), customer.Id)));
        var hit = Hit(await Find("sh/77-X"), customer.Id);
        Assert.Equal([("externalId", "SH/77-x")], Matches(hit));
        Assert.Equal((100, "Görlitz"), ((int)hit["score"]!, (string?)hit["subtitle"]));
    }

    [Fact]
    public async Task Orders_are_found_by_their_numbers_and_by_those_of_what_travels_for_them()
    {
        var story = await app.Given.DeliveredOrder();
        var order = (await _api.Get($"/api/v1/orders/{story.Id}")).Ok();
        var number = (string)order["number"]!;
        var tracking = $"1Z999AA{Guid.NewGuid():N}"[..18].ToUpperInvariant();
        var shipment = (string)(await _api.Get($"/api/v1/shipments?orderId={story.Id}")).Ok()["data", 0, "id"]!;
        var shipped = (await _api.Patch($"/api/v1/shipments/{shipment}", new { trackingNumber = tracking })).Ok();
        var rma = await app.Given.RequestedReturn(story);
        (await _api.Patch($"/api/v1/orders/{story.Id}", new { customerReference = "PO-5567-ZY", externalIds = new[] { new { system = "erp", id = "E-90071" } } })).Ok();
        var last = number.Split('-')[^1];

        foreach (var (q, field, text) in new[]
        {
            (number, "number", number), (number.ToLowerInvariant(), "number", number), (last, "number", number), (last.TrimStart('0'), "number", number), ($"{number.Split('-')[1]}-{last}", "number", number),
            (tracking, "trackingNumber", tracking), (tracking.ToLowerInvariant(), "trackingNumber", tracking), (tracking[..8], "trackingNumber", tracking), ($"{tracking[..4]} {tracking[4..]}", "trackingNumber", tracking),
            ((string)rma["number"]!, "returnNumber", (string)rma["number"]!), (((string)rma["number"]!).ToLowerInvariant(), "returnNumber", (string)rma["number"]!),
            ("po-5567-zy", "customerReference", "PO-5567-ZY"), ("e-90071", "externalId", "E-90071"),
        })
        {
            var hit = Hit(await Find($"{q}", "&kinds=order&limit=50"), story.Id);
            Assert.Equal(("order", number, (string)order["customerId"]!), ((string)hit["kind"]!, (string)hit["title"]!, (string)hit["customerId"]!));
            Assert.Contains((field, text), Matches(hit));
        }
        Assert.NotNull(shipped);
    }

    [Fact]
    public async Task Tickets_are_found_by_number_subject_and_external_id()
    {
        var customer = await app.Given.Customer("Brummkreisel KG");
        var ticket = (await _api.Post("/api/v1/tickets", new { customerId = customer.Id, subject = "Kreiselpumpe brummt", channel = "web", externalIds = new[] { new { system = "desk", id = "D55-901" } } })).Created();
        var number = (string)ticket["number"]!;

        foreach (var (q, field, text) in new[] { (number.ToLowerInvariant(), "number", number), (number.Split('-')[^1], "number", number), ("kreiselp", "subject", "Kreiselpumpe brummt"), ("d55-901", "externalId", "D55-901") })
        {
            var hit = Hit(await Find(q, "&kinds=ticket&limit=50"), ticket.Id);
            Assert.Equal(("ticket", "Kreiselpumpe brummt", $"{number} · Brummkreisel KG"), ((string)hit["kind"]!, (string)hit["title"]!, (string?)hit["subtitle"]));
            Assert.Contains((field, text), Matches(hit));
        }
    }

    [Fact]
    public async Task The_best_match_comes_first()
    {
        var typo = await app.Given.Customer("Hullarberg");
        var part = await app.Given.Customer("Neuhullerberger");
        var begins = await app.Given.Customer("Haus Hullerbergs");
        var starts = await app.Given.Customer("Hullerberger");
        var word = await app.Given.Customer("Haus Hullerberg");
        var startsWord = await app.Given.Customer("Hullerberg Haus");
        var exact = await app.Given.Customer("Hullerberg");
        var known = (await _api.Post("/api/v1/customers", new { kind = "person", name = "Anders Genannt", externalIds = new[] { new { system = "x", id = "hullerberg" } } })).Created();

        var found = (await Find("Hullerberg", "&kinds=customer&limit=50"))["data"]!.AsArray();

        Assert.Equal([known.Id, exact.Id, startsWord.Id, word.Id, starts.Id, begins.Id, part.Id, typo.Id], found.Select(f => (string)f!["id"]!));
        Assert.Equal(found.Select(f => (int)f!["score"]!).OrderDescending(), found.Select(f => (int)f!["score"]!));
    }

    [Fact]
    public async Task All_words_must_be_found_wherever_they_stand()
    {
        var customer = (await _api.Post("/api/v1/customers", new { kind = "person", name = "Jolanthe Krumm", channels = new[] { new { type = "email", value = "post@wurzelgnom.example" } } })).Created();

        Assert.Equal([("name", "Jolanthe Krumm"), ("email", "post@wurzelgnom.example")], Matches(Hit(await Find("jolanthe wurzelgnom"), customer.Id)).Order().Reverse());
        Assert.Empty((await Find("jolanthe kaktusgnom"))["data"]!.AsArray());
    }

    [Fact]
    public async Task As_many_are_answered_as_are_wanted_and_of_the_kinds_that_are_wanted()
    {
        for (var i = 0; i < 12; i++) await app.Given.Contact((await app.Given.Customer($"Vielfach {i}")).Id, $"Vielfach Kontakt {i}");

        Assert.Equal(10, (await Find("vielfach"))["data"]!.AsArray().Count);
        Assert.Equal(3, (await Find("vielfach", "&limit=3"))["data"]!.AsArray().Count);
        var contacts = await Find("vielfach", "&kinds=contact&limit=50");
        Assert.Equal(12, contacts["data"]!.AsArray().Count);
        Assert.All(contacts["data"]!.AsArray(), c => Assert.Equal("contact", (string?)c!["kind"]));
        Assert.Equal(["contact"], contacts["kinds"]!.AsArray().Select(k => (string)k!));
    }

    [Fact]
    public async Task What_is_archived_is_left_out()
    {
        var customer = await app.Given.Customer("Vergangenheim");
        (await _api.Delete(customer.Location!)).NoContent();

        Assert.Empty((await Find("vergangenheim"))["data"]!.AsArray());
    }

    [Theory]
    [InlineData("%")]
    [InlineData("___")]
    [InlineData("😀")]
    [InlineData("''\"")]
    [InlineData("...")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\u0000b")]
    public async Task What_has_no_words_is_refused(string q) => (await _api.Get($"/api/v1/search?q={Uri.EscapeDataString(q)}")).Invalid("q", "filter.invalid_value");

    [Theory]
    [InlineData("100%_' OR 1=1 --")]
    [InlineData("a")]
    [InlineData("\\")]
    [InlineData("x\\%y_z")]
    [InlineData("a:b:c")]
    [InlineData(":x")]
    [InlineData("x:")]
    [InlineData("😀 anna 😀")]
    [InlineData("１２３４５６７８９０１２３４５６７８９０１２３４５")]
    [InlineData("ⅷ ﬃ ²")]
    [InlineData("00000000")]
    [InlineData("word word word word word word word word word word word word word")]
    public async Task Anything_else_is_answered(string q)
    {
        var answer = await _api.Get($"/api/v1/search?q={Uri.EscapeDataString(q)}");
        Assert.True(answer.Status is HttpStatusCode.OK || answer.Code == "request.invalid" && q == "\\", answer.Text);
    }

    [Fact]
    public async Task What_cannot_be_understood_is_refused_by_name()
    {
        (await _api.Get("/api/v1/search")).Invalid("q", "required");
        (await Raw($"q={new string('x', 201)}")).Invalid("q", "text.too_long");
        (await Raw($"q={new string('x', 200)}")).Ok();
        (await Raw("q=anna&limit=0")).Invalid("limit", "parameter.invalid");
        (await Raw("q=anna&limit=51")).Invalid("limit", "parameter.invalid");
        (await Raw("q=anna&kinds=product")).Invalid("kinds", "parameter.invalid");
        (await Raw("q=anna&kinds=")).Invalid("kinds", "parameter.invalid");
        (await Raw("q=anna&kinds=order,order")).Invalid("kinds", "list.repeats");
        (await Raw("q=anna&fields=id")).Invalid("fields", "parameter.unknown");
        (await Raw("q=anna&q=berta")).Invalid("q", "parameter.repeated");
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Stranger().Get("/api/v1/search?q=anna")).Status);
    }

    [Fact]
    public async Task Nobody_finds_what_they_may_not_see()
    {
        var (me, mate, other) = (await User("own"), await User("own"), await User("own"));
        var leader = await User("team");
        await app.Given.Team(null, leader.User, mate.User);
        foreach (var (user, name) in new[] { (me, "Sichtweit Mein"), (mate, "Sichtweit Team"), (other, "Sichtweit Fremd"), (leader, "Sichtweit Leiter") })
        {
            var customer = (await _api.Post("/api/v1/customers", new { kind = "organization", name, ownerId = user.User.Id })).Created();
            await app.Given.Contact(customer.Id, $"Sichtweit Kontakt {name[10..]}");
            (await _api.Post("/api/v1/tickets", new { customerId = customer.Id, subject = $"Sichtweit {name[10..]} Ticket", channel = "web" })).Created();
        }

        Assert.Equal(["Sichtweit Kontakt Mein", "Sichtweit Mein", "Sichtweit Mein Ticket"], Titles(await Found(me.Api, "sichtweit")));
        Assert.Equal(["Sichtweit Kontakt Leiter", "Sichtweit Kontakt Team", "Sichtweit Leiter", "Sichtweit Leiter Ticket", "Sichtweit Team", "Sichtweit Team Ticket"], Titles(await Found(leader.Api, "sichtweit")));
        Assert.Equal(12, (await Find("sichtweit", "&limit=50"))["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task Only_the_kinds_are_looked_for_that_the_role_reads()
    {
        var customer = await app.Given.Customer("Rechtlos GmbH");
        (await _api.Post("/api/v1/tickets", new { customerId = customer.Id, subject = "Rechtlos am Telefon", channel = "phone" })).Created();
        var service = await With(new { tickets = new { read = "all" } });

        var found = await Found(service, "rechtlos");

        Assert.Equal(["Rechtlos am Telefon"], Titles(found));
        Assert.Equal(["ticket"], found["kinds"]!.AsArray().Select(k => (string)k!));
        Assert.DoesNotContain("GmbH", found.Text, StringComparison.Ordinal);   // not as the ticket's customer either
        (await service.Get("/api/v1/search?q=rechtlos&kinds=customer,order")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await (await With(new { products = new { read = "all" } })).Get("/api/v1/search?q=rechtlos")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
    }

    [Fact]
    public async Task Hidden_fields_are_neither_found_nor_shown()
    {
        var customer = (await _api.Post("/api/v1/customers", new { kind = "person", name = "Verborgene Person", notes = "Geheimnisvolle Notizelei", birthDate = "1977-03-04" })).Created();
        var role = (await _api.Post("/api/v1/roles", new { name = $"Hides {Guid.NewGuid():N}", permissions = new { customers = new { read = "all" } }, fieldRules = new[] { new { resource = "customer", field = "notes", access = "hidden" } } })).Created();
        var they = await app.Given.SignedIn(await app.Given.User([Guid.Parse(role.Id)]));

        Assert.Empty((await Found(they, "notizelei"))["data"]!.AsArray());
        var hit = await Found(they, "verborgene person");
        Assert.Equal([customer.Id], hit["data"]!.AsArray().Select(d => (string)d!["id"]!));
        Assert.DoesNotContain("Geheimnis", hit.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_exact_one_is_found_among_many()
    {
        var name = $"Massenhaft {Interlocked.Increment(ref _number)}";
        for (var i = 0; i < 40; i++) await app.Given.Contact((await app.Given.Customer()).Id, $"Massenhafte {i}");
        var exact = await app.Given.Customer("Massenhaft");
        var numbered = await app.Given.Customer(name);

        Assert.Equal(exact.Id, (string?)(await Find("massenhaft", "&limit=1"))["data", 0, "id"]);
        Assert.Equal(numbered.Id, (string?)(await Find(name, "&limit=1"))["data", 0, "id"]);
    }

    private Task<Answer> Raw(string query) => _api.Get($"/api/v1/search?{query}");

    private Task<Answer> Find(string q, string more = "") => Found(_api, q, more);

    private static async Task<Answer> Found(Api api, string q, string more = "&limit=10") => (await api.Get($"/api/v1/search?q={Uri.EscapeDataString(q)}{more}")).Ok();

    private async Task<Api> With(object permissions) =>
        await app.Given.SignedIn(await app.Given.User([Guid.Parse((await _api.Post("/api/v1/roles", new { name = $"Finds {Guid.NewGuid():N}", permissions })).Created().Id)]));

    private async Task<(Answer User, Api Api)> User(string level)
    {
        var role = (await _api.Post("/api/v1/roles", new { name = $"Finds {Guid.NewGuid():N}", permissions = new { customers = new { read = level }, orders = new { read = level }, tickets = new { read = level } } })).Created();
        var user = await app.Given.User([Guid.Parse(role.Id)]);
        return (user, await app.Given.SignedIn(user));
    }

    private static IEnumerable<string> Titles(Answer found) => found["data"]!.AsArray().Select(d => (string)d!["title"]!).Order(StringComparer.Ordinal);

    private static JsonNode Hit(Answer found, string id) =>
        found["data"]!.AsArray().SingleOrDefault(d => (string)d!["id"]! == id) ?? throw new InvalidOperationException($"{id} is not in {found.Text}");

    private static IEnumerable<(string, string)> Matches(JsonNode hit) => hit["matches"]!.AsArray().Select(m => ((string)m!["field"]!, (string)m["text"]!));
}
