using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static Crm.Domain.Tests.Orders.Story;

namespace Crm.Domain.Tests.Orders;

/// <summary>Whatever people do, in whatever order: the counters stay in their bounds, the derived states tell the truth, and stock adds up.</summary>
public sealed class OrderPropertyTests
{
    [Fact]
    public void No_sequence_of_acts_breaks_the_orders_books() =>
        Prop.ForAll<(byte Act, byte Which, byte Quantity)[]>(acts => new Run().Holds(acts))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(120));

    private sealed class Run
    {
        private const decimal Stock = 10_000;

        private readonly Order _order = Order.Draft("O-1", Header);
        private readonly List<Shipment> _shipments = [];
        private readonly List<Return> _returns = [];
        private readonly Dictionary<Id<Product>, StockLevel> _stock = [];
        private readonly Dictionary<Id<Product>, decimal> _ledger = [];

        public Run()
        {
            for (var i = 0; i < 2; i++)
            {
                var product = Product(9.99m + i);
                _stock[product.Id] = StockLevel.For(product.Id);
                _stock[product.Id].Adjust(Stock, allowsBackorder: false);
                _ledger[product.Id] = Stock;
                _order.AddLine(new OrderLineData { Quantity = 8 }, product, null, Now);
            }
            _order.AddLine(new OrderLineData { Kind = OrderLineKind.Freight, Text = "Freight", UnitPrice = 5 }, null, null, Now);
            _order.Place(Now);
            Move();
        }

        public bool Holds((byte Act, byte Which, byte Quantity)[] acts)
        {
            foreach (var (act, which, quantity) in acts)
            {
                try { Do(act % 18, which, quantity % 5 + 1); }
                catch (RuleBroken refusal)
                {
                    Assert.Empty(_order.PullStockChanges());
                    Assert.DoesNotContain("stock.", refusal.Code, StringComparison.Ordinal);
                }
                Move();
                Check();
            }
            return true;
        }

        private void Do(int act, int which, decimal quantity)
        {
            var line = _order.Lines[which % _order.Lines.Count];
            var shipment = _shipments.Count == 0 ? null : _shipments[which % _shipments.Count];
            var rma = _returns.Count == 0 ? null : _returns[which % _returns.Count];
            switch (act)
            {
                case 0 or 1: _shipments.Add(Shipment.Prepare(_order, new ShipmentData(), [new(line.Id, quantity)])); break;
                case 2 or 3: shipment?.Dispatch(_order, Now); break;
                case 4: shipment?.MarkInTransit(); break;
                case 5: shipment?.Deliver(_order, Now); break;
                case 6: shipment?.Fail("Nobody home"); break;
                case 7: shipment?.TakeBack(_order, Now); break;
                case 8: shipment?.Lose(_order, Now); break;
                case 9: shipment?.Cancel(_order); break;
                case 10: _order.CancelRest(line.Id, quantity, "Out of production", null, Now); break;
                case 11: _order.ChangeLine(line.Id, new OrderLineEdit { Quantity = quantity + 5 }, null, Now); break;
                case 12: Hold(which); break;
                case 13: Pay(_order, quantity * 10); break;
                case 14: Refund(_order, quantity * 5); break;
                case 15: _returns.Add(Return.Request(_order, "R-1", [new(line.Id, quantity, ReturnReason.Other, (ReturnWish)(which % 4))], 14, null, Now)); break;
                case 16: Proceed(rma); break;
                case 17: rma?.Cancel(_order, null, Now); break;
                default: break;
            }
        }

        private void Hold(int which)
        {
            if (which % 2 == 0) _order.Hold(HoldReason.Manual, null);
            else _order.Release(Now);
        }

        private void Proceed(Return? rma)
        {
            switch (rma?.Status)
            {
                case ReturnStatus.Requested: rma.Approve(Now); break;
                case ReturnStatus.Approved: rma.Receive(_order, Now); break;
                case ReturnStatus.Received: rma.Inspect([.. rma.Lines.SelectMany(Findings)], Now); break;
                case ReturnStatus.Inspected:
                    var (before, paid) = (_order.Due, _order.Paid);
                    var settlement = rma.Close(_order, Now);
                    Assert.InRange(settlement.Refund + settlement.StoreCredit, 0, Math.Max(0, paid));
                    Assert.True(settlement.Refund + settlement.StoreCredit <= before - _order.Due);
                    break;
                default: break;
            }
        }

        private static IEnumerable<InspectionData> Findings(ReturnLine line)
        {
            if (line.Quantity > 1) yield return new(line.Id, "Burnt", Disposition.Scrap, 1);
            yield return new(line.Id, "Fine", Disposition.Restock, line.Quantity > 1 ? line.Quantity - 1 : null);
        }

        private void Move()
        {
            foreach (var change in _order.PullStockChanges())
            {
                _stock[change.ProductId].Apply(change, allowsBackorder: true);
                _ledger[change.ProductId] += StockMovement.Of(change, _order.Id, null, Now)?.Quantity ?? 0;
            }
        }

        private void Check()
        {
            foreach (var line in _order.Lines)
            {
                decimal[] ladder =
                [
                    0, line.CreditedQuantity, line.ReturnedQuantity, line.ReturnedQuantity + line.ReturnRequestedQuantity, line.DeliveredQuantity,
                    line.ShippedQuantity, line.AllocatedQuantity, line.OpenQuantity, line.Quantity,
                ];
                Assert.Equal(ladder.Order(), ladder);
                Assert.InRange(line.ReservedQuantity, line.NeedsShipping ? line.AllocatedQuantity - line.ShippedQuantity : 0, line.OpenQuantity - line.ShippedQuantity);
                Assert.Equal(On(line, s => s is not (ShipmentStatus.Lost or ShipmentStatus.Cancelled)), line.AllocatedQuantity);
                Assert.Equal(On(line, s => s is ShipmentStatus.Shipped or ShipmentStatus.InTransit or ShipmentStatus.Failed or ShipmentStatus.Delivered), line.ShippedQuantity);
                Assert.Equal(On(line, s => s == ShipmentStatus.Delivered), line.DeliveredQuantity);
                Assert.Equal(Back(line, (s, _) => s is ReturnStatus.Requested or ReturnStatus.Approved), line.ReturnRequestedQuantity);
                Assert.Equal(
                    Back(line, (s, l) => s is ReturnStatus.Received or ReturnStatus.Inspected || (s is ReturnStatus.Closed && l.Remedy != ReturnWish.Repair)), line.ReturnedQuantity);
                if (line.ProductId is not { } product) continue;
                Assert.Equal(line.ReservedQuantity, _stock[product].Reserved);
                Assert.Equal(_ledger[product], _stock[product].OnHand);
            }
            Assert.Equal(_order.Lines.Sum(l => l.Gross), _order.Gross);
            Assert.InRange(_order.Credited, 0, _order.Gross);
            Assert.True(_order.Paid >= 0);
            Assert.Equal(Expected(), _order.Fulfilment);
            if (_order.Status == OrderStatus.Completed) Assert.True(_order.Fulfilment >= Fulfilment.Fulfilled);
            if (_order.Status is OrderStatus.Placed or OrderStatus.Confirmed)
                Assert.False(_order.Due <= 0 && _order.Lines.All(l => !l.NeedsShipping || l.DeliveredQuantity == l.OpenQuantity));
        }

        private decimal On(OrderLine line, Func<ShipmentStatus, bool> which) =>
            _shipments.Where(s => which(s.Status)).SelectMany(s => s.Lines).Where(l => l.OrderLineId == line.Id).Sum(l => l.Quantity);

        private decimal Back(OrderLine line, Func<ReturnStatus, ReturnLine, bool> which) =>
            _returns.SelectMany(r => r.Lines.Where(l => l.OrderLineId == line.Id && which(r.Status, l))).Sum(l => l.Quantity);

        private Fulfilment Expected()
        {
            var goods = _order.Lines.Where(l => l.NeedsShipping).ToList();
            decimal Sum(Func<OrderLine, decimal> of) => goods.Sum(of);
            var open = Sum(l => l.OpenQuantity);
            if (open == 0) return Fulfilment.Fulfilled;
            if (Sum(l => l.ReturnedQuantity) is var returned and > 0) return returned == open ? Fulfilment.Returned : Fulfilment.PartlyReturned;
            if (Sum(l => l.DeliveredQuantity) == open) return Fulfilment.Delivered;
            if (Sum(l => l.ShippedQuantity) is not (var shipped and > 0)) return Fulfilment.Unfulfilled;
            return shipped == open ? Fulfilment.Fulfilled : Fulfilment.Partial;
        }
    }
}
