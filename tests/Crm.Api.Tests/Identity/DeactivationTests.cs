using System.Net;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class DeactivationTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task Who_still_has_work_is_not_deactivated_without_a_receiver()
    {
        var anna = await app.Given.User();
        await app.Given.CustomerOf(anna);
        await app.Given.CustomerOf(anna);
        await app.Given.OrderOf(anna);
        await app.Given.TicketOf(anna);

        foreach (var refused in new[] { await Patch(anna), await Deactivate(anna) })
        {
            refused.Conflict("user.owns_open_work");
            Assert.Equal((2, 1, 1), ((int)refused["details", "customers"]!, (int)refused["details", "orders"]!, (int)refused["details", "tickets"]!));
            Assert.Contains("/deactivation", (string?)refused["detail"], StringComparison.Ordinal);
        }
        Assert.True((bool)(await app.Given.Now(anna))["isActive"]!);
        (await Patch(anna, new { title = "Sales" })).Ok();
    }

    [Fact]
    public async Task Deactivating_hands_over_everything_and_ends_memberships()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        var (customer, order, ticket) = (await app.Given.CustomerOf(anna), await app.Given.OrderOf(anna), await app.Given.TicketOf(anna));
        var (team, archived) = (await app.Given.Team(null, anna, ben), await app.Given.Team(null, anna));
        (await _api.Delete(archived.Location!)).NoContent();
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        var gone = (await Deactivate(anna, ben)).Ok();

        Assert.Equal((false, 2), ((bool)gone["isActive"]!, (int)gone["version"]!));
        Assert.Equal("\"2\"", gone.ETag);
        Assert.Equal(gone.Text, (await app.Given.Now(anna)).Text);
        Assert.Equal(ben.Id, (string?)(await app.Given.Now(customer))["ownerId"]);
        Assert.Equal(ben.Id, (string?)(await app.Given.Now(order))["ownerId"]);
        Assert.Equal(ben.Id, (string?)(await app.Given.Now(ticket))["assigneeId"]);
        var left = await app.Given.Now(team);
        Assert.Equal((ben.Id, 2), ((string?)Assert.Single(left["memberIds"]!.AsArray()), (int)left["version"]!));
        (await _api.Put($"{archived.Location}/restoration")).NoContent();
        Assert.Empty((await app.Given.Now(archived))["memberIds"]!.AsArray());
        (await app.Stranger().Post("/api/v1/tokens", new { email = (string?)anna["email"], password = Staff.Password })).Refused(HttpStatusCode.Unauthorized, "auth.refused");

        var act = Assert.Single((await _api.Get($"/api/v1/hand-overs?fromUserId={anna.Id}")).Ok()["data"]!.AsArray())!;
        Assert.Equal((ben.Id, true, "Has left"), ((string?)act["toUserId"], (bool)act["isDeactivation"]!, (string?)act["reason"]));
        Assert.Equal(app.Member(Duty.Administrator).Id.ToString(), (string?)act["by"]);

        (await _api.Put($"{anna.Location}/deactivation", new { receiverId = ben.Id }, ("If-Match", "\"2\""))).Ok();
        Assert.Equal(gone.Text, (await app.Given.Now(anna)).Text);
        Assert.Single((await _api.Get($"/api/v1/hand-overs?fromUserId={anna.Id}")).Ok()["data"]!.AsArray());
    }

    [Fact]
    public async Task Who_has_nothing_open_needs_no_receiver()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        await app.Given.Team(null, anna);

        Assert.False((bool)(await Deactivate(anna)).Ok()["isActive"]!);
        Assert.False((bool)(await Patch(ben)).Ok()["isActive"]!);
        Assert.Empty((await _api.Get($"/api/v1/hand-overs?fromUserId={anna.Id},{ben.Id}")).Ok()["data"]!.AsArray());
        Assert.Empty((await _api.Get($"/api/v1/teams?memberId={anna.Id}")).Ok()["data"]!.AsArray());
        Assert.True((bool)(await _api.Patch(anna.Location!, new { isActive = true }, ("If-Match", "*"))).Ok()["isActive"]!);
    }

    [Fact]
    public async Task The_receiver_is_another_active_user_and_the_caller_an_administrator_who_has_read_the_user()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        (await Patch(ben)).Ok();

        (await Deactivate(anna, ben)).Invalid("/receiverId", "reference.unknown");
        (await Deactivate(anna, anna)).Conflict("hand_over.to_oneself");
        (await _api.Put($"{anna.Location}/deactivation", new { })).Refused(HttpStatusCode.PreconditionRequired, "precondition.required");
        (await _api.Put($"{anna.Location}/deactivation", new { }, ("If-Match", "\"7\""))).Refused(HttpStatusCode.PreconditionFailed, "precondition.stale");
        (await app.Api(Duty.Manager).Put($"{anna.Location}/deactivation", new { }, ("If-Match", "*"))).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await _api.Put($"/api/v1/users/{Guid.NewGuid()}/deactivation", new { }, ("If-Match", "*"))).NotFound();
        (await _api.Put($"/api/v1/users/{app.Member(Duty.Administrator).Id}/deactivation", new { receiverId = anna.Id }, ("If-Match", "*"))).Conflict("user.last_administrator");
        Assert.True((bool)(await app.Given.Now(anna))["isActive"]!);
    }

    [Fact]
    public async Task Work_given_to_somebody_who_is_being_deactivated_goes_along_or_is_refused()
    {
        for (var round = 0; round < 6; round++)
        {
            var (anna, ben) = (await app.Given.User(), await app.Given.User());
            var (customer, ticket, team) = (await app.Given.Customer(), await app.Given.Ticket(), await app.Given.Team());
            await app.Given.CustomerOf(anna);

            var leaving = round % 2 == 0 ? Deactivate(anna, ben) : DeactivateAtLast(anna, ben);
            var giving = new[]
            {
                _api.Patch(customer.Location!, new { ownerId = anna.Id }), _api.Put($"{ticket.Location}/assignee", new { userId = anna.Id }),
                _api.Post("/api/v1/customers", new { kind = "person", name = "Late", ownerId = anna.Id }), _api.Patch(team.Location!, new { memberIds = new[] { anna.Id } }),
                OrderFor(anna), app.Given.HandOver(ben, anna, new { all = true }),
            };
            (await leaving).Ok();

            Assert.All(await Task.WhenAll(giving), a => Assert.True(a.Status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.BadRequest, a.Text));
            await app.Db(async db =>
            {
                var user = Id<User>.Parse(anna.Id, null);
                Assert.False(await db.Users.Where(u => u.Id == user).Select(u => u.IsActive).SingleAsync());
                Assert.False(await db.Customers.AnyAsync(c => c.OwnerId == user));
                Assert.False(await db.Orders.AnyAsync(o => o.OwnerId == user && o.Status != OrderStatus.Cancelled && o.Status != OrderStatus.Completed));
                Assert.False(await db.Tickets.AnyAsync(t => t.AssigneeId == user && t.Status != TicketStatus.Closed));
                Assert.False(await db.Teams.AnyAsync(t => t.Members.Any(m => m.UserId == user)));
            });
        }
    }

    [Fact]
    public async Task Two_who_hand_over_to_each_other_do_not_both_leave()
    {
        for (var round = 0; round < 4; round++)
        {
            var (anna, ben) = (await app.Given.User(), await app.Given.User());
            var (hers, his) = (await app.Given.CustomerOf(anna), await app.Given.CustomerOf(ben));

            var answers = await Task.WhenAll(Deactivate(anna, ben), Deactivate(ben, anna));

            Assert.Equal(1, answers.Count(a => a.Status == HttpStatusCode.OK));
            answers.Single(a => a.Status != HttpStatusCode.OK).Invalid("/receiverId", "reference.unknown");
            var stays = answers[0].Status == HttpStatusCode.OK ? ben.Id : anna.Id;
            Assert.Equal([stays, stays], new[] { await app.Given.Now(hers), await app.Given.Now(his) }.Select(c => (string?)c["ownerId"]));
        }
    }

    [Fact]
    public async Task Administrators_who_step_down_at_the_same_moment_leave_one()
    {
        var mine = app.Member(Duty.Administrator).Id;
        var other = await app.Given.User(Duty.Administrator);
        var colleague = await app.Given.SignedIn(other);

        var answers = await Task.WhenAll(StepDown(_api, mine.ToString()), StepDown(colleague, other.Id));

        Assert.Equal(1, answers.Count(a => a.Status == HttpStatusCode.OK));
        answers.Single(a => a.Status != HttpStatusCode.OK).Conflict("user.last_administrator");
        var (left, gone) = answers[0].Status == HttpStatusCode.OK ? (colleague, mine.ToString()) : (_api, other.Id);
        (await left.Patch($"/api/v1/users/{gone}", new { roleIds = Staff.RolesOf(Duty.Administrator) }, ("If-Match", "*"))).Ok();
        (await StepDown(_api, other.Id)).Ok();

        static Task<Answer> StepDown(Api api, string user) => api.Patch($"/api/v1/users/{user}", new { roleIds = Staff.RolesOf(Duty.Agent) }, ("If-Match", "*"));
    }

    [Fact]
    public async Task Superiors_form_no_circle_even_when_two_close_one_at_the_same_moment()
    {
        for (var round = 0; round < 4; round++)
        {
            var (anna, ben) = (await app.Given.User(), await app.Given.User());

            var answers = await Task.WhenAll(Patch(anna, new { reportsToId = ben.Id }), Patch(ben, new { reportsToId = anna.Id }));

            Assert.Equal(1, answers.Count(a => a.Status == HttpStatusCode.OK));
            answers.Single(a => a.Status != HttpStatusCode.OK).Conflict("user.reports_to_itself");
            (await Patch(anna, new { reportsToId = anna.Id })).Conflict("user.reports_to_itself");
            (await Patch(anna, new { reportsToId = Guid.NewGuid() })).Invalid("/reportsToId", "reference.unknown");
        }
    }

    [Fact]
    public async Task An_exchange_for_an_order_whose_owner_has_left_goes_to_who_has_the_customer_now()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        var order = await app.Given.DeliveredOrder(paid: "120.00");
        (await _api.Patch($"/api/v1/orders/{order.Id}", new { ownerId = anna.Id })).Ok();
        var customer = (string?)(await _api.Get($"/api/v1/orders/{order.Id}")).Ok()["customerId"];
        (await _api.Patch($"/api/v1/customers/{customer}", new { ownerId = ben.Id })).Ok();
        (await Patch(anna)).Ok();

        var inspected = await app.Given.InspectedReturn(order, wish: "exchange");
        (await _api.Put($"/api/v1/returns/{inspected.Id}/closure")).Ok();

        var exchange = (await _api.Get($"/api/v1/orders?replacesReturnId={inspected.Id}")).Ok()["data", 0]!;
        Assert.Equal(ben.Id, (string?)exchange["ownerId"]);
    }

    private Task<Answer> Deactivate(Answer user, Answer? receiver = null) =>
        _api.Put($"{user.Location}/deactivation", new { receiverId = receiver?.Id, reason = "Has left" }, ("If-Match", "*"));

    private Task<Answer> Patch(Answer user, object? change = null) => _api.Patch(user.Location!, change ?? new { isActive = false }, ("If-Match", "*"));

    /// <summary>As somebody would who knows the patch only: hand over and try, until nothing has come in between.</summary>
    private async Task<Answer> DeactivateAtLast(Answer user, Answer receiver)
    {
        while (true)
        {
            (await app.Given.HandOver(user, receiver, new { all = true }, new { all = true }, new { all = true })).Created();
            var answer = await Patch(user);
            if (answer.Status != HttpStatusCode.Conflict) return answer;
            answer.Conflict("user.owns_open_work");
        }
    }

    private async Task<Answer> OrderFor(Answer user)
    {
        var order = Given.OrderOf(await app.Given.Customer(), new { text = "Tasting", quantity = 1, unitPrice = Given.Euros("80.00"), taxRate = 19 });
        order["ownerId"] = user.Id;
        return await _api.Post("/api/v1/orders", order);
    }
}
