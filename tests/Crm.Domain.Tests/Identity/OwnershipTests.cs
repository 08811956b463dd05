using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Xunit;

namespace Crm.Domain.Tests.Identity;

public sealed class OwnershipTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Id<User> Anna = Id<User>.New();
    private static readonly Id<User> Ben = Id<User>.New();

    [Fact]
    public void A_change_of_owner_or_team_is_kept_once()
    {
        var team = Id<Team>.New();
        var customer = Customer.Register(new() { Kind = CustomerKind.Person, Name = "A" }, Anna, team: null, by: Ben, Now);

        customer.Assign(Anna, null, Ben, Now);
        customer.Assign(Ben, team, by: null, Now.AddDays(1));

        Assert.Equal([(null, Anna, null, Ben), (Anna, Ben, team, null)],
            customer.OwnershipChanges.Select(c => (c.FromOwnerId, c.ToOwnerId, c.ToTeamId, c.By)).ToArray<(Id<User>?, Id<User>?, Id<Team>?, Id<User>?)>());
        Assert.Equal(new CustomerHandedOver(customer.Id, Anna, Ben), Assert.Single(customer.PullEvents().OfType<CustomerHandedOver>()));
    }

    [Fact]
    public void A_hand_over_counts_what_it_takes_and_goes_to_somebody_else()
    {
        var act = HandOver.Of(Anna, Ben, by: null, " Leave ");
        Assert.True(act.IsEmpty);

        var order = act.Take(Id<Order>.New());
        var (item, change) = act.Take(Id<Customer>.New(), team: null, Now);

        Assert.Equal((1, 1, 0, "Leave"), (act.CustomerCount, act.OrderCount, act.TicketCount, act.Reason));
        Assert.Equal([(1, WorkKind.Order), (2, WorkKind.Customer)], new[] { order, item }.Select(i => (i.Position, i.Kind)));
        Assert.Equal((act.Id, Anna, Ben), (change.HandOverId, change.FromOwnerId, change.ToOwnerId));
        Assert.Equal("hand_over.to_oneself", Assert.Throws<RuleBroken>(() => HandOver.Of(Anna, Anna, null, null)).Code);
    }

    [Fact]
    public void Who_is_deactivated_leaves_once()
    {
        var user = User.Invite("a@crm.test", "A", null, [], "hash");

        user.Deactivate();
        user.Change("a@crm.test", "A", null, [], isActive: false);

        Assert.Equal([new UserDeactivated(user.Id)], user.PullEvents());
    }

    [Fact]
    public void Members_of_a_team_stay_who_they_are_when_others_come_and_go()
    {
        var team = Team.Create(" North ", null, [Anna, Ben]);
        var ben = team.Members.Single(m => m.UserId == Ben);

        team.Change("North", "", [Ben]);
        team.Release(Anna);

        Assert.Same(ben, Assert.Single(team.Members));
        team.Release(Ben);
        Assert.Empty(team.Members);
    }
}
