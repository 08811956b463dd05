using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Xunit;
using static Crm.Domain.Tests.Orders.Story;

namespace Crm.Domain.Tests.Orders;

public sealed class OrderHeaderTests
{
    private static OrderData Of(Order order) => Header with { CustomerId = order.CustomerId, Channel = order.Channel };

    [Fact]
    public void Everything_of_an_empty_draft_may_change_without_a_revision()
    {
        var order = Order.Draft("O-1", Header);
        order.Change(Header with { Currency = "CNY", Channel = OrderChannel.Import, Tags = [" Vip ", "vip", "a"] }, Anna, Now);
        Assert.Equal(("CNY", OrderChannel.Import, 0), (order.Currency, order.Channel, order.Revision));
        Assert.Equal(["a", "vip"], order.Tags);
        Assert.Empty(order.Changes);
    }

    [Fact]
    public void Lines_fix_the_currency_and_whether_it_is_history()
    {
        var order = Draft();
        Refused("order.currency_has_lines", () => order.Change(Of(order) with { Currency = "USD" }, null, Now));
        Refused("order.channel_has_lines", () => order.Change(Of(order) with { Channel = OrderChannel.Import }, null, Now));
        order.Change(Of(order) with { Channel = OrderChannel.Web }, null, Now);
        Assert.Equal(OrderChannel.Web, order.Channel);
    }

    [Fact]
    public void What_the_customer_agreed_to_is_versioned_with_who_and_when()
    {
        var order = Placed();
        order.Change(Of(order) with { CustomerReference = "PO 7", RequestedOn = new DateOnly(2026, 4, 1) }, Anna, Now.AddHours(1));
        Assert.Equal(2, order.Revision);
        Assert.Equal(["requestedOn", "customerReference"], order.Changes.Select(c => c.Field));
        Assert.All(order.Changes, c => Assert.Equal((2, Anna, Now.AddHours(1), OrderChangeKind.HeaderChanged), (c.Revision, c.By!.Value, c.At, c.Kind)));
        Assert.Equal((null, "2026-04-01"), (order.Changes[0].Before, order.Changes[0].After));
        Assert.Equal(new OrderChanged(order.Id, order.CustomerId, 2), Assert.Single(order.PullEvents()));
    }

    [Fact]
    public void What_is_ours_alone_changes_without_a_revision_even_when_the_order_is_done()
    {
        foreach (var status in Enum.GetValues<OrderStatus>().Except([OrderStatus.Draft]))
        {
            var order = In(status);
            order.Change(Of(order) with { Notes = "Careful", Tags = ["vip"], OwnerId = Anna, ExternalIds = [new("shop", "1")] }, null, Now);
            Assert.Equal((1, "Careful", Anna), (order.Revision, order.Notes, order.OwnerId!.Value));
        }
    }

    [Theory]
    [InlineData(OrderStatus.Completed, "order.completed")]
    [InlineData(OrderStatus.Cancelled, "order.cancelled")]
    public void What_the_customer_agreed_to_stays_when_the_order_is_done(OrderStatus status, string code)
    {
        var order = In(status);
        Refused(code, () => order.Change(Of(order) with { CustomerReference = "PO 7" }, null, Now));
        Assert.Null(order.CustomerReference);
    }

    [Fact]
    public void Customer_channel_and_currency_are_fixed_by_placing()
    {
        var order = Placed();
        foreach (var (field, data) in new[]
        {
            ("customer", Of(order) with { CustomerId = Id<Customer>.New() }),
            ("channel", Of(order) with { Channel = OrderChannel.Web }),
            ("currency", Of(order) with { Currency = "USD" }),
        })
            Assert.Equal(field, Refused("order.fixed_by_placing", () => order.Change(data, null, Now)).Details["field"]);
    }

    [Fact]
    public void The_shipping_address_changes_until_goods_are_under_way_and_never_goes()
    {
        var order = Placed();
        Refused("order.shipping_address_needed", () => order.Change(Of(order) with { ShippingAddress = null }, null, Now));
        order.Change(Of(order) with { ShippingAddress = Address with { City = "Paris" } }, null, Now);
        Assert.Equal("Rue de l'Abbaye 59, 51100, Paris, FR", Assert.Single(order.Changes).After);
        Prepared(order, 1);
        Refused("order.shipment_under_way", () => order.Change(Of(order), null, Now));
    }

    [Fact]
    public void Billing_and_shipping_address_are_copies_of_their_own()
    {
        var address = Address;
        var order = Order.Draft("O-1", Header with { BillingAddress = address, ShippingAddress = address });
        Assert.Equal(order.BillingAddress, order.ShippingAddress);
        Assert.NotSame(order.BillingAddress, order.ShippingAddress);
    }

    [Fact]
    public void Handing_over_is_told_once()
    {
        var (order, ben) = (Placed(), Id<User>.New());
        order.HandOver(ben);
        order.HandOver(ben);
        order.Change(Of(order) with { OwnerId = Anna }, null, Now);
        Assert.Equal([new OrderHandedOver(order.Id, null, ben), new OrderHandedOver(order.Id, ben, Anna)], order.PullEvents());
    }
}
