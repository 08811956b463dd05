using System.Net;
using System.Text.Json.Nodes;
using Crm.Domain.Catalog;
using Crm.Tests.Postgres;
using Npgsql;
using Xunit;

namespace Crm.Tests.Operations;

public sealed class ImportTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();
    private readonly string _system = $"s{Guid.NewGuid():N}"[..12];

    private static readonly object[] AsPerson = [new { target = "kind", value = "person" }];
    private static readonly object[] AsOrganization = [new { target = "kind", value = "organization" }];

    [Fact]
    public async Task A_file_is_previewed_checked_run_and_undone()
    {
        var import = await app.Given.Import(
            new { resource = "customers", mode = "upsert", externalSystem = _system, dates = "dayFirst", constants = AsPerson },
            $"Customer Number;First Name;Last Name;E-Mail;Birthday;Tags\r\n1;Zoë;Krüger;zoe@example.com;1.2.1980;\"a; b\"\r\n2;Max;\"von \"\"Ott\"\"\r\nund Zu\";max@example.com;31.2.1980;\r\n3;Ida;Kern;;;\r\n");
        Assert.Equal("ready", (string?)import["state"]);
        Assert.Equal(("utf8", "semicolon"), ((string?)import["file"]!["encoding"], (string?)import["file"]!["separator"]));

        var preview = (await _api.Get($"/api/v1/imports/{import.Id}/preview")).Ok();
        Assert.Equal(["externalId", "givenName", "familyName", "channels.email", "birthDate", "tags"], preview["columns"]!.AsArray().Select(c => (string?)c!["target"]));
        Assert.Equal("1980-02-01", (string?)preview["rows"]![0]!["body"]!["birthDate"]);

        var check = await app.Given.Done(import, "checks");
        Assert.Equal(("checked", 3, 2, 1), ((string?)check["state"], (int)check["counts"]!["rows"]!, (int)check["counts"]!["created"]!, (int)check["counts"]!["failed"]!));
        var problem = check["problems"]!.AsArray().Single()!;
        Assert.Equal((2, "Birthday", "value.invalid"), ((int)problem["row"]!, (string?)problem["column"], (string?)problem["code"]));
        Assert.Empty(await Known());

        var run = await app.Given.Done(import, "runs");
        Assert.Equal(("imported", 2, 1), ((string?)run["state"], (int)run["counts"]!["created"]!, (int)run["counts"]!["failed"]!));
        Assert.Equal(2, (await Known()).Count);
        var zoe = await ByExternalId("customers", "1");
        Assert.Equal(("Zoë Krüger", "1980-02-01", "zoe@example.com"), ((string?)zoe["name"], (string?)zoe["birthDate"], (string?)zoe["channels"]![0]!["value"]));
        Assert.Equal(["a", "b"], zoe["tags"]!.AsArray().Select(t => (string?)t));
        (await _api.Get($"/api/v1/customers?q=Krüger&externalId={_system}:1")).Ok();

        var problems = await _api.Get($"/api/v1/imports/{import.Id}/problems");
        Assert.Equal("text/csv", problems.MediaType);
        Assert.Contains("2;Max;\"von \"\"Ott\"\"\r\nund Zu\";max@example.com;31.2.1980;;2;", problems.Text, StringComparison.Ordinal);

        var undone = await app.Given.Done(import, "reversals");
        Assert.Equal(("undone", 2, 0), ((string?)undone["state"], (int)undone["counts"]!["takenBack"]!, (int)undone["counts"]!["kept"]!));
        Assert.Empty(await Known());
        (await _api.Get($"/api/v1/customers/{(string)zoe["id"]!}")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_another_system_knows_is_changed_where_the_row_speaks_of_it_and_put_back_by_undoing()
    {
        var first = await app.Given.Import(new { resource = "customers", externalSystem = _system, constants = AsPerson }, "externalId,givenName,channels.email,channels.phone,notes\na,Ann,ann@example.com,+49 30 111111,old\nb,Bob,,,\n");
        await app.Given.Done(first, "runs");
        var second = await app.Given.Import(new { resource = "customers", mode = "upsert", externalSystem = _system, constants = AsPerson }, "externalId,givenName,channels.email,notes\na,Anna,anna@example.com,\nb,Bob,,\nc,Cid,,\na,Annabel,,new\n");
        var run = await app.Given.Done(second, "runs");
        Assert.Equal((1, 2, 1, 0), ((int)run["counts"]!["created"]!, (int)run["counts"]!["changed"]!, (int)run["counts"]!["unchanged"]!, (int)run["counts"]!["failed"]!));
        var ann = await ByExternalId("customers", "a");
        Assert.Equal(("Annabel", "new"), ((string?)ann["givenName"], (string?)ann["notes"]));
        Assert.Equal(["anna@example.com", "+49 30 111111"], ann["channels"]!.AsArray().Select(c => (string?)c!["value"]));

        var undone = await app.Given.Done(second, "reversals");
        Assert.Equal((3, 0), ((int)undone["counts"]!["takenBack"]!, (int)undone["counts"]!["kept"]!));
        ann = await ByExternalId("customers", "a");
        Assert.Equal(("Ann", "old", "ann@example.com"), ((string?)ann["givenName"], (string?)ann["notes"], (string?)ann["channels"]![0]!["value"]));
        Assert.Equal(2, (await Known()).Count);
    }

    [Fact]
    public async Task Undoing_keeps_what_somebody_has_changed_or_refers_to_since()
    {
        var import = await app.Given.Import(new { resource = "customers", externalSystem = _system, constants = AsPerson }, "externalId,name\nchanged,One\nused,Two\nfree,Three\n");
        await app.Given.Done(import, "runs");
        (await _api.Patch($"/api/v1/customers/{(string)(await ByExternalId("customers", "changed"))["id"]!}", new { notes = "mine" })).Ok();
        (await _api.Post("/api/v1/contacts", new { customerId = (string)(await ByExternalId("customers", "used"))["id"]!, name = "Somebody" })).Created();

        var undone = await app.Given.Done(import, "reversals");

        Assert.Equal((1, 2), ((int)undone["counts"]!["takenBack"]!, (int)undone["counts"]!["kept"]!));
        Assert.Equal([1, 2], undone["problems"]!.AsArray().Select(p => (int)p!["row"]!));
        Assert.All(undone["problems"]!.AsArray(), p => Assert.Equal("import.kept", (string?)p!["code"]));
        Assert.Equal(2, (await Known()).Count);
    }

    [Fact]
    public async Task Orders_take_their_lines_from_rows_of_their_own_and_name_records_as_the_other_system_does()
    {
        await app.Given.Done(await app.Given.Import(new { resource = "customers", externalSystem = _system, constants = AsPerson }, "externalId,name\nk1,Kim\n"), "runs");
        var sku = $"{_system}-P";
        var products = await app.Given.Done(await app.Given.Import(
            new { resource = "products", mode = "upsert", externalSystem = _system, decimals = "comma", constants = new[] { new { target = "unitPrice.currency", value = "EUR" } } },
            $"externalId;sku;name;price;taxRate;stock\np1;{sku};Tea;1.234,50;19%;5\np2;{sku};Twice;1;19;\n"), "runs");
        Assert.Equal((1, 1), ((int)products["counts"]!["created"]!, (int)products["counts"]!["failed"]!));
        Assert.Equal("product.sku_taken", (string?)products["problems"]![0]!["code"]);

        var orders = await app.Given.Import(
            new { resource = "orders", mode = "upsert", externalSystem = _system, constants = Constants("currency=EUR", "place=yes", "shippingAddress.line1=Kai 1", "shippingAddress.city=Hamburg", "shippingAddress.country=DE") },
            $"externalId,customer.externalId,placedAt,lines.product.sku,lines.quantity,lines.text,lines.unitPrice.amount\no1,k1,2024-05-06,{sku},2,,\no1,k1,2024-05-06,,1,Freight,4.90\no2,nobody,2024-05-06,{sku},1,,\n");
        var run = await app.Given.Done(orders, "runs");
        Assert.Equal((3, 1, 1), ((int)run["counts"]!["rows"]!, (int)run["counts"]!["created"]!, (int)run["counts"]!["failed"]!));
        Assert.Equal(("reference.unknown", "customer.externalId"), ((string?)run["problems"]![0]!["code"], (string?)run["problems"]![0]!["column"]));
        var order = await ByExternalId("orders", "o1");
        Assert.Equal(("import", "2024-05-06T00:00:00Z"), ((string?)order["channel"], (string?)order["placedAt"]));
        Assert.Equal(["Tea", "Freight"], order["lines"]!.AsArray().Select(l => (string?)l!["text"]));

        Assert.Equal("undone", (string?)(await app.Given.Done(orders, "reversals"))["state"]);
        (await _api.Get($"/api/v1/orders/{(string)order["id"]!}")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Ndjson_takes_contacts_and_tickets_with_objects_inside()
    {
        await app.Given.Done(await app.Given.Import(new { resource = "customers", externalSystem = _system, constants = AsPerson }, "externalId,name\nk1,Kim\n"), "runs");
        var contacts = await app.Given.Done(await app.Given.Import(new { resource = "contacts", mode = "upsert", externalSystem = _system },
            """
            {"externalId":"c1","customer":{"externalId":"k1"},"givenName":"Lee","isPrimary":true,"channels":[{"type":"email","value":"lee@example.com"}]}
            not json
            {"externalId":"c2","customer.externalId":"k1","givenName":"Mo","manager":{"externalId":"c1"}}
            """, "application/x-ndjson"), "runs");
        Assert.Equal((2, 1), ((int)contacts["counts"]!["created"]!, (int)contacts["counts"]!["failed"]!));
        Assert.Equal((2, "json.malformed"), ((int)contacts["problems"]![0]!["row"]!, (string?)contacts["problems"]![0]!["code"]));
        Assert.Equal((string?)(await ByExternalId("contacts", "c1"))["id"], (string?)(await ByExternalId("contacts", "c2"))["managerId"]);

        var tickets = await app.Given.Done(await app.Given.Import(new { resource = "tickets", externalSystem = _system },
            """{"externalId":"t1","customer":{"externalId":"k1"},"contact":{"externalId":"c1"},"subject":"Broken","channel":"email","tags":["x","y"]}""", "application/x-ndjson"), "runs");
        Assert.Equal(1, (int)tickets["counts"]!["created"]!);
        Assert.Equal("undone", (string?)(await app.Given.Done(tickets, "reversals"))["state"]);
    }

    [Fact]
    public async Task A_run_that_broke_off_goes_on_where_it_was_and_doubles_nothing()
    {
        var rows = string.Concat(Enumerable.Range(1, 1200).Select(i => $"{i},Name {i}\n"));
        var import = await app.Given.Import(new { resource = "customers", externalSystem = _system, constants = AsPerson }, "externalId,name\n" + rows);
        (await _api.Post($"/api/v1/imports/{import.Id}/runs")).Is(HttpStatusCode.Accepted);
        // A step in the middle waits for somebody who takes one of its ids, and the runner is stopped there.
        var other = await app.Given.Customer();
        await using (await OtherTransaction.Begin(app.AsOwner, "INSERT INTO customer_external_ids (system, value, record_id) VALUES ($1, '1100', $2)", _system, Guid.Parse(other.Id)))
        {
            using var stop = new CancellationTokenSource();
            var running = app.Given.RunNextJob(stop.Token);
            while ((int)(await _api.Get($"/api/v1/imports/{import.Id}")).Ok()["counts"]!["rows"]! < 1000) Assert.False(running.IsCompleted);
            await app.Waiting(1);
            await stop.CancelAsync();
            await running;
        }
        Assert.Equal(1000, (await Known()).Count);

        await app.Given.JobsAreRun();

        var done = (await _api.Get($"/api/v1/imports/{import.Id}")).Ok();
        Assert.Equal(("imported", 1200, 1200), ((string?)done["state"], (int)done["counts"]!["rows"]!, (int)done["counts"]!["created"]!));
        Assert.Equal(1200, (await Known()).Count);
    }

    [Fact]
    public async Task Steps_that_overlap_do_what_they_would_one_after_the_other()
    {
        // The first and the second step meet in an id, in a parent and in a key that is unique besides.
        var rows = string.Concat(Enumerable.Range(1, 1100).Select(i => $"{(i == 700 ? 300 : i)},{(i == 700 ? "Later" : $"Name {i}")},{(i == 701 ? "499" : "")}\n"));
        var customers = await app.Given.Done(await app.Given.Import(new { resource = "customers", externalSystem = _system, mode = "upsert", constants = AsOrganization }, "externalId,name,parent.externalId\n" + rows), "runs");
        Assert.Equal((1099, 1, 0), ((int)customers["counts"]!["created"]!, (int)customers["counts"]!["changed"]!, (int)customers["counts"]!["failed"]!));
        Assert.Equal("Later", (string?)(await ByExternalId("customers", "300"))["name"]);
        Assert.Equal((string?)(await ByExternalId("customers", "499"))["id"], (string?)(await ByExternalId("customers", "701"))["parentId"]);

        var mark = Guid.NewGuid().ToString("N")[..8];
        var goods = string.Concat(Enumerable.Range(1, 1100).Select(i => $"{mark}-{(i == 600 ? 400 : i)},Thing {i},1,EUR,19\n"));
        var products = await app.Given.Done(await app.Given.Import(new { resource = "products" }, "sku,name,unitPrice.amount,unitPrice.currency,taxRate\n" + goods), "runs");
        Assert.Equal((1099, 1), ((int)products["counts"]!["created"]!, (int)products["counts"]!["failed"]!));
        Assert.Equal(600, (int)products["problems"]![0]!["row"]!);
    }

    [Fact]
    public async Task A_step_that_holds_what_the_one_before_it_needs_gives_way()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var goods = string.Concat(Enumerable.Range(1, 1000).Select(i => $"{mark}-{(i == 600 ? 400 : i)},Thing {i},1,EUR,19\n"));
        var import = await app.Given.Import(new { resource = "products" }, "sku,name,unitPrice.amount,unitPrice.currency,taxRate\n" + goods);
        (await _api.Post($"/api/v1/imports/{import.Id}/runs")).Is(HttpStatusCode.Accepted);
        var other = await app.Given.Product();
        Task running;
        // Somebody has the first number of the first step, which therefore waits while the second one saves what the first will need.
        await using (await OtherTransaction.Begin(
            app.AsOwner, "INSERT INTO products SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'sku', $2::text, 'normalized_sku', $2::text))).* FROM products p WHERE id = $1",
            Guid.Parse(other), Product.NormalizeSku($"{mark}-1")))
        {
            running = app.Given.JobsAreRun();
            while (!(bool)(await Sql.RunAsync(
                app.AsSuperuser, """
                SELECT count(*) FILTER (WHERE wait_event_type = 'Lock' AND query LIKE 'COPY products %') = 1 AND count(*) FILTER (WHERE state = 'idle in transaction' AND query LIKE 'RELEASE SAVEPOINT%') = 1
                FROM pg_stat_activity WHERE datname = current_database()
                """))!) Assert.False(running.IsCompleted);
        }
        await running;

        var done = (await _api.Get($"/api/v1/imports/{import.Id}")).Ok();
        Assert.Equal(("imported", 999, 1), ((string?)done["state"], (int)done["counts"]!["created"]!, (int)done["counts"]!["failed"]!));
        Assert.Equal((600, "product.sku_taken"), ((int)done["problems"]![0]!["row"]!, (string?)done["problems"]![0]!["code"]));
    }

    [Fact]
    public async Task An_import_is_its_starters_own_and_needs_the_right_to_what_it_does()
    {
        var import = await app.Given.Import(new { resource = "products" }, "sku\nx\n");
        (await app.Api(Duty.Manager).Get($"/api/v1/imports/{import.Id}")).Is(HttpStatusCode.NotFound);
        (await app.Api(Duty.Manager).Post($"/api/v1/imports/{import.Id}/runs")).Is(HttpStatusCode.NotFound);
        (await app.Api(Duty.Agent).Post("/api/v1/imports", new { resource = "products" })).Is(HttpStatusCode.Forbidden);
        (await _api.Post($"/api/v1/imports/{import.Id}/runs")).Conflict("import.target_missing");
        (await _api.Post($"/api/v1/imports/{import.Id}/reversals")).Conflict("import.nothing_to_undo");
        (await _api.Get($"/api/v1/imports/{import.Id}/problems")).Conflict("import.not_tried");
    }

    private static object[] Constants(params string[] pairs) => [.. pairs.Select(p => p.Split('=')).Select(p => new { target = p[0], value = p[1] })];

    private async Task<JsonNode> ByExternalId(string resource, string id)
    {
        var found = (await _api.Get($"/api/v1/{resource}?externalId={_system}:{id}")).Ok()["data"]!.AsArray().Single()!;
        return JsonNode.Parse((await _api.Get($"/api/v1/{resource}/{(string)found["id"]!}")).Ok().Text)!;
    }

    private async Task<IReadOnlyList<string>> Known()
    {
        await using var database = NpgsqlDataSource.Create(app.AsOwner);
        await using var command = database.CreateCommand("SELECT value FROM customer_external_ids WHERE system = $1");
        command.Parameters.Add(new() { Value = _system });
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<string> known = [];
        while (await rows.ReadAsync(TestContext.Current.CancellationToken)) known.Add(rows.GetString(0));
        return known;
    }
}
