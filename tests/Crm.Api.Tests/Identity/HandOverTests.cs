using System.Net;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class HandOverTests(CrmApp app) : IClassFixture<CrmApp>
{
    private static readonly object All = new { all = true };

    private readonly Api _api = app.Api(Duty.Manager);

    [Fact]
    public async Task Everything_goes_over_in_one_act_and_is_written_down()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        var team = await app.Given.Team();
        var (customer, order, ticket) = (await app.Given.CustomerOf(anna, team), await app.Given.OrderOf(anna), await app.Given.TicketOf(anna));
        app.Clock.Advance(TimeSpan.FromSeconds(5));

        var act = (await app.Given.HandOver(anna, ben, All, All, All, _api)).Created();

        Assert.Equal((anna.Id, ben.Id, app.Member(Duty.Manager).Id.ToString()), ((string?)act["fromUserId"], (string?)act["toUserId"], (string?)act["by"]));
        Assert.Equal(("Parental leave", false), ((string?)act["reason"], (bool)act["isDeactivation"]!));
        Assert.Equal((1, 1, 1), Counts(act));
        Assert.Equal(act.Text, (await _api.Get(act.Location!)).Ok().Text);
        Assert.Equal([("order", order.Id), ("ticket", ticket.Id), ("customer", customer.Id)],
            (await _api.Get($"{act.Location}/items")).Ok()["data"]!.AsArray().Select(i => ((string?)i!["kind"], (string?)i["recordId"])));
        foreach (var (before, owner) in new[] { (customer, "ownerId"), (order, "ownerId"), (ticket, "assigneeId") })
        {
            var after = await app.Given.Now(before);
            Assert.Equal((ben.Id, (int)before["version"]! + 1), ((string?)after[owner], (int)after["version"]!));
            Assert.True((DateTimeOffset)after["updatedAt"]! > (DateTimeOffset)before["updatedAt"]!);
            (await _api.Patch(before.Location!, new { tags = new[] { "late" } }, ("If-Match", before.ETag ?? $"\"{before["version"]}\""))).Refused(HttpStatusCode.PreconditionFailed, "precondition.stale");
        }
        var change = (await _api.Get($"{customer.Location}/ownership-changes")).Ok()["data", 0]!;
        Assert.Equal((anna.Id, ben.Id, act.Id), ((string?)change["fromOwnerId"], (string?)change["toOwnerId"], (string?)change["handOverId"]));
        Assert.Equal((team.Id, team.Id), ((string?)change["fromTeamId"], (string?)change["toTeamId"]));

        Assert.Equal((0, 0, 0), Counts((await app.Given.HandOver(anna, ben, All, All, All, _api)).Created()));
    }

    [Fact]
    public async Task What_is_done_stays_where_it_was()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        var (cancelled, closed, resolved) = (await app.Given.OrderOf(anna), await app.Given.TicketOf(anna), await app.Given.TicketOf(anna));
        (await _api.Post($"{cancelled.Location}/cancellation", new { reason = "Twice" })).Ok();
        (await _api.Put($"{closed.Location}/resolution", Given.Solved)).Ok();
        (await _api.Put($"{closed.Location}/closure")).Ok();
        (await _api.Put($"{resolved.Location}/resolution", Given.Solved)).Ok();

        Assert.Equal((0, 0, 1), Counts((await app.Given.HandOver(anna, ben, All, All, All)).Created()));

        Assert.Equal(anna.Id, (string?)(await app.Given.Now(cancelled))["ownerId"]);
        Assert.Equal(anna.Id, (string?)(await app.Given.Now(closed))["assigneeId"]);
        Assert.Equal(ben.Id, (string?)(await app.Given.Now(resolved))["assigneeId"]);
        Refused(await app.Given.HandOver(anna, ben, orders: Ids(cancelled)), "hand_over.not_open", "order", cancelled.Id);
        Refused(await app.Given.HandOver(anna, ben, tickets: Ids(closed, resolved)), "hand_over.not_open", "ticket", closed.Id);
    }

    [Fact]
    public async Task Archived_customers_and_drafts_go_along_because_they_may_come_back()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        var (customer, draft) = (await app.Given.CustomerOf(anna), await app.Given.OrderOf(anna));
        (await _api.Delete(customer.Location!)).NoContent();
        (await _api.Delete(draft.Location!)).NoContent();

        Assert.Equal((1, 1, 0), Counts((await app.Given.HandOver(anna, ben, All, All, All)).Created()));

        (await _api.Put($"{customer.Location}/restoration")).NoContent();
        Assert.Equal(ben.Id, (string?)(await app.Given.Now(customer))["ownerId"]);
    }

    [Fact]
    public async Task Named_records_go_over_all_of_them_or_none()
    {
        var (anna, ben, carl) = (await app.Given.User(), await app.Given.User(), await app.Given.User());
        var (first, second, third) = (await app.Given.CustomerOf(anna), await app.Given.CustomerOf(anna), await app.Given.CustomerOf(anna));
        var (foreign, bens, order) = (await app.Given.CustomerOf(carl), await app.Given.CustomerOf(ben), await app.Given.OrderOf(anna));

        (await app.Given.HandOver(anna, ben, new { ids = new[] { first.Id, Guid.NewGuid().ToString() } }, All)).Invalid("/customers/ids/1", "reference.unknown");
        Refused(await app.Given.HandOver(anna, ben, Ids(first, foreign), All), "hand_over.not_theirs", "customer", foreign.Id);
        Assert.Equal((anna.Id, 1), ((string?)(await app.Given.Now(first))["ownerId"], (int)(await app.Given.Now(first))["version"]!));
        Assert.Equal(anna.Id, (string?)(await app.Given.Now(order))["ownerId"]);

        Assert.Equal((2, 0, 0), Counts((await app.Given.HandOver(anna, ben, Ids(first, second, bens))).Created()));
        Assert.Equal([ben.Id, ben.Id, anna.Id], new[] { await app.Given.Now(first), await app.Given.Now(second), await app.Given.Now(third) }.Select(c => (string?)c["ownerId"]));
        Assert.Equal((0, 0, 0), Counts((await app.Given.HandOver(anna, ben, Ids(first, second, bens))).Created()));
    }

    [Fact]
    public async Task A_malformed_act_is_refused()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());

        (await app.Given.HandOver(anna, ben)).Invalid("", "hand_over.nothing");
        (await app.Given.HandOver(anna, ben, new { })).Invalid("/customers/all", "hand_over.selection");
        (await app.Given.HandOver(anna, ben, new { all = true, ids = new[] { Guid.NewGuid() } })).Invalid("/customers/all", "hand_over.selection");
        (await app.Given.HandOver(anna, ben, orders: new { ids = Enumerable.Range(0, 1001).Select(_ => Guid.NewGuid()) })).Invalid("/orders/ids", "list.too_long");
        (await app.Given.HandOver(anna, ben, tickets: new { everything = true })).Invalid("/tickets/everything", "member.unknown");
        (await app.Given.HandOver(anna, anna, All)).Conflict("hand_over.to_oneself");
        (await _api.Post($"/api/v1/users/{Guid.NewGuid()}/hand-overs", new { toUserId = ben.Id, customers = All })).NotFound();
        (await _api.Post($"/api/v1/users/{anna.Id}/hand-overs", new { toUserId = Guid.NewGuid(), customers = All })).Invalid("/toUserId", "reference.unknown");
        (await app.Api().Patch(ben.Location!, new { isActive = false }, ("If-Match", ben.ETag!))).Ok();
        (await app.Given.HandOver(anna, ben, All)).Invalid("/toUserId", "reference.unknown");
    }

    [Fact]
    public async Task Agents_hand_over_what_is_theirs_and_managers_anybodys_also_of_who_has_left()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        var (hers, his) = (await app.Given.CustomerOf(anna), await app.Given.CustomerOf(ben));
        var agent = await app.Given.SignedIn(anna);

        (await app.Given.HandOver(ben, anna, All, by: agent)).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        Assert.Equal((1, 0, 0), Counts((await app.Given.HandOver(anna, ben, All, by: agent)).Created()));

        await app.Db(db => db.Users.Where(u => u.Id == Id<User>.Parse(ben.Id, null)).ExecuteUpdateAsync(s => s.SetProperty(u => u.IsActive, false)));
        Assert.Equal((2, 0, 0), Counts((await app.Given.HandOver(ben, anna, All, by: _api)).Created()));
        Assert.Equal([anna.Id, anna.Id], new[] { await app.Given.Now(hers), await app.Given.Now(his) }.Select(c => (string?)c["ownerId"]));
    }

    [Fact]
    public async Task Hand_overs_are_listed_and_a_cursor_belongs_to_its_act()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        for (var i = 0; i < 3; i++) await app.Given.CustomerOf(anna);
        var first = (await app.Given.HandOver(anna, ben, All)).Created();
        var second = (await app.Given.HandOver(ben, anna, All)).Created();

        Assert.Equal([second.Id], Listed(await _api.Get($"/api/v1/hand-overs?fromUserId={ben.Id}")));
        Assert.Equal([first.Id], Listed(await _api.Get($"/api/v1/hand-overs?toUserId={ben.Id}&createdAt[gte]={first["createdAt"]}&sort=createdAt")));
        Assert.Equal(new[] { second.Id, first.Id }, Listed(await _api.Get($"/api/v1/hand-overs?fromUserId={anna.Id},{ben.Id}")));

        var page = (await _api.Get($"{first.Location}/items?limit=2")).Ok();
        var cursor = (string?)page["page", "nextCursor"];
        Assert.Equal([3], (await _api.Get($"{first.Location}/items?limit=2&cursor={cursor}")).Ok()["data"]!.AsArray().Select(i => (int)i!["position"]!));
        (await _api.Get($"{second.Location}/items?limit=2&cursor={cursor}")).Invalid("cursor", "cursor.invalid");
        (await _api.Get($"/api/v1/hand-overs/{Guid.NewGuid()}/items")).NotFound();
        (await _api.Get($"/api/v1/hand-overs/{Guid.NewGuid()}")).NotFound();
    }

    [Fact]
    public async Task Thousands_go_over()
    {
        const int many = 1200;
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        await app.Db(async db =>
        {
            for (var i = 0; i < many; i++)
                db.Customers.Add(Customer.Register(new() { Kind = CustomerKind.Person, Name = $"Person {i}" }, Id<User>.Parse(anna.Id, null), null, null, app.Clock.GetUtcNow()));
            await db.SaveChangesAsync();
        });

        var act = (await app.Given.HandOver(anna, ben, All)).Created();

        Assert.Equal((many, 0, 0), Counts(act));
        Assert.Equal(many, (int)(await _api.Get($"/api/v1/customers?ownerId={ben.Id}&limit=1&count=true")).Ok()["page", "total"]!);
        Assert.Equal(many, (int)(await _api.Get($"{act.Location}/items?limit=1&count=true")).Ok()["page", "total"]!);
        await app.Db(async db => Assert.Equal(many, await db.Set<OwnershipChange>().CountAsync(o => o.HandOverId == Id<HandOver>.Parse(act.Id, null))));
    }

    [Fact]
    public async Task Writers_and_hand_overs_that_meet_both_go_through()
    {
        var (anna, ben, carl) = (await app.Given.User(), await app.Given.User(), await app.Given.User());
        List<Answer> records = [];
        for (var i = 0; i < 4; i++) records.AddRange([await app.Given.CustomerOf(anna), await app.Given.OrderOf(anna), await app.Given.TicketOf(anna), await app.Given.CustomerOf(ben)]);

        var writing = records.SelectMany(r => Enumerable.Range(0, 3).Select(i => _api.Patch(r.Location!, new { tags = new[] { $"t{i}" } })));
        var giving = records.Where(r => r.Location!.Contains("customers", StringComparison.Ordinal)).Select(r => _api.Patch(r.Location!, new { ownerId = carl.Id }));
        var handing = new[] { app.Given.HandOver(anna, ben, All, All, All), app.Given.HandOver(ben, anna, All, All, All), app.Given.HandOver(anna, carl, All, All, All), app.Given.HandOver(ben, carl, All, All, All) };
        var answers = await Task.WhenAll(writing.Concat(giving).Concat(handing));

        Assert.All(answers, a => Assert.True(a.Status is HttpStatusCode.OK or HttpStatusCode.Created, a.Text));
        foreach (var record in records)
        {
            var now = await app.Given.Now(record);
            var owner = (string?)(now.Json.AsObject().ContainsKey("assigneeId") ? now["assigneeId"] : now["ownerId"]);
            Assert.Contains(owner, new[] { anna.Id, ben.Id, carl.Id });
            if (!record.Location!.Contains("customers", StringComparison.Ordinal)) continue;
            var history = (await _api.Get($"{record.Location}/ownership-changes?sort=at")).Ok()["data"]!.AsArray();
            Assert.Equal(history.Select(h => (string?)h!["toOwnerId"]).Prepend(null), history.Select(h => (string?)h!["fromOwnerId"]).Append(owner));
        }
    }

    private static (int, int, int) Counts(Answer act) => ((int)act["customerCount"]!, (int)act["orderCount"]!, (int)act["ticketCount"]!);

    private static object Ids(params Answer[] records) => new { ids = records.Select(r => r.Id) };

    private static IEnumerable<string?> Listed(Answer list) => list.Ok()["data"]!.AsArray().Select(h => (string?)h!["id"]);

    private static void Refused(Answer answer, string code, string kind, string id)
    {
        answer.Conflict(code);
        Assert.Equal((kind, id), ((string?)answer["details", "kind"], (string?)answer["details", "ids", 0]));
        Assert.Contains(id, (string?)answer["detail"], StringComparison.Ordinal);
    }
}
