using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Crm.Domain.Tests.Catalog;

public sealed class StockLevelTests
{
    private static readonly Id<Product> Tea = Id<Product>.New();

    private static StockLevel With(decimal onHand, decimal reserved = 0)
    {
        var level = StockLevel.For(Tea);
        level.Adjust(onHand, allowsBackorder: false);
        if (reserved > 0) level.Reserve(reserved, allowsBackorder: true);
        return level;
    }

    private static RuleBroken Refused(string code, Action act)
    {
        var refusal = Assert.Throws<RuleBroken>(act);
        Assert.Equal(code, refusal.Code);
        return refusal;
    }

    [Fact]
    public void Reserving_more_than_is_available_names_what_is_available()
    {
        var level = With(5, reserved: 2);
        var refusal = Refused("stock.insufficient", () => level.Reserve(3.001m, allowsBackorder: false));
        Assert.Equal(3m, refusal.Details["available"]);
        Assert.Equal(2, level.Reserved);
    }

    [Fact]
    public void Back_orders_reserve_more_than_there_is()
    {
        var level = With(5);
        level.Reserve(8, allowsBackorder: true);
        Assert.Equal(-3, level.Available);
        Refused("stock.insufficient", () => level.Ship(8));
    }

    [Fact]
    public void Shipping_takes_from_the_reservation_and_nothing_besides()
    {
        var level = With(5, reserved: 4);
        level.Ship(3);
        Assert.Equal((2m, 1m), (level.OnHand, level.Reserved));
        Refused("stock.not_reserved", () => level.Ship(1.001m));
    }

    [Fact]
    public void What_orders_wait_for_is_named()
    {
        var level = With(5, reserved: 4);
        Assert.Equal(4m, Refused("stock.still_reserved", level.EnsureNothingReserved).Details["reserved"]);
        level.Release(4);
        level.EnsureNothingReserved();
    }

    [Fact]
    public void A_count_cannot_go_below_zero_nor_below_what_is_promised()
    {
        var level = With(5, reserved: 4);
        Refused("stock.below_zero", () => level.Adjust(-6, allowsBackorder: true));
        Assert.Equal(4m, Refused("stock.promised", () => level.Adjust(-2, allowsBackorder: false)).Details["reserved"]);
        level.Adjust(-2, allowsBackorder: true);
        Assert.Equal(3, level.OnHand);
    }

    [Fact]
    public void More_than_is_reserved_cannot_be_released() => Refused("stock.not_reserved", () => With(5, reserved: 1).Release(2));

    [Fact]
    public void What_was_shipped_and_taken_back_is_where_it_was()
    {
        var level = With(5, reserved: 4);
        level.Ship(4);
        level.TakeBack(4);
        Assert.Equal((5m, 4m), (level.OnHand, level.Reserved));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0.0001)]
    [InlineData(1_000_000_000)]
    public void Quantities_out_of_bounds_are_refused(double quantity)
    {
        var level = With(5, reserved: 5);
        foreach (var act in new Action<decimal>[] { q => level.Reserve(q, true), level.Release, level.Ship, level.TakeBack, level.Restock })
            Refused("stock.quantity_invalid", () => act((decimal)quantity));
    }

    [Fact]
    public void The_ledger_adds_up_to_what_is_on_hand()
    {
        var (level, order, user) = (With(10), Id<Order>.New(), Id<User>.New());
        var ledger = new List<StockMovement> { StockMovement.Adjusted(Tea, 10, " delivery ", user, DateTimeOffset.UnixEpoch) };
        foreach (var (act, quantity) in new[] { (StockAct.Reserve, 6m), (StockAct.Ship, 4m), (StockAct.TakeBack, 4m), (StockAct.Ship, 5m), (StockAct.Release, 1m), (StockAct.Restock, 2m) })
        {
            var change = new StockChange(act, Tea, quantity);
            level.Apply(change, allowsBackorder: false);
            if (StockMovement.Of(change, order, user, DateTimeOffset.UnixEpoch) is { } row) ledger.Add(row);
        }
        Assert.Equal(level.OnHand, ledger.Sum(m => m.Quantity));
        Assert.Equal(7, level.OnHand);
        Assert.Equal(0, level.Reserved);
        Assert.Equal(5, ledger.Count);
        Assert.Equal("delivery", ledger[0].Reason);
        Assert.All(ledger.Skip(1), m => Assert.Equal(order, m.OrderId));
    }

    [Fact]
    public void Without_back_orders_no_sequence_of_acts_promises_more_than_there_is() => Prop.ForAll<(byte Act, byte Quantity)[]>(acts =>
    {
        var level = With(20);
        foreach (var (act, q) in acts)
        {
            var quantity = q % 8 + 1;
            try
            {
                switch (act % 6)
                {
                    case 0: level.Reserve(quantity, allowsBackorder: false); break;
                    case 1: level.Release(quantity); break;
                    case 2: level.Ship(quantity); break;
                    case 3: level.TakeBack(quantity); break;
                    case 4: level.Restock(quantity); break;
                    default: level.Adjust(-quantity, allowsBackorder: false); break;
                }
            }
            catch (RuleBroken) { }
            if (level.OnHand < 0 || level.Reserved < 0 || level.Available < 0) return false;
        }
        return true;
    }).QuickCheckThrowOnFailure();
}
