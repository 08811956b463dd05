using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Domain.Orders;

[ToldAs("order.created")]
public sealed record OrderDrafted(Id<Order> OrderId, Id<Customer> CustomerId) : IDomainEvent;
/// <param name="IsHistory">Placed long ago elsewhere and imported now.</param>
public sealed record OrderPlaced(Id<Order> OrderId, Id<Customer> CustomerId, bool IsHistory) : IDomainEvent;
public sealed record OrderConfirmed(Id<Order> OrderId, Id<Customer> CustomerId) : IDomainEvent;
public sealed record OrderHeld(Id<Order> OrderId, Id<Customer> CustomerId, HoldReason Reason) : IDomainEvent;
public sealed record OrderReleased(Id<Order> OrderId, Id<Customer> CustomerId) : IDomainEvent;

/// <summary>Something that the customer agreed to was changed after placing.</summary>
[ToldAs("order.revised")]
public sealed record OrderChanged(Id<Order> OrderId, Id<Customer> CustomerId, int Revision) : IDomainEvent;
public sealed record OrderCompleted(Id<Order> OrderId, Id<Customer> CustomerId) : IDomainEvent;
public sealed record OrderCancelled(Id<Order> OrderId, Id<Customer> CustomerId) : IDomainEvent;
public sealed record OrderHandedOver(Id<Order> OrderId, Id<User>? From, Id<User>? To) : IDomainEvent;

[ToldAs("shipment.created")]
public sealed record ShipmentPrepared(Id<Shipment> ShipmentId, Id<Order> OrderId) : IDomainEvent;
public sealed record ShipmentDispatched(Id<Shipment> ShipmentId, Id<Order> OrderId) : IDomainEvent;
public sealed record ShipmentInTransit(Id<Shipment> ShipmentId, Id<Order> OrderId) : IDomainEvent;
public sealed record ShipmentDelivered(Id<Shipment> ShipmentId, Id<Order> OrderId) : IDomainEvent;
public sealed record ShipmentFailed(Id<Shipment> ShipmentId, Id<Order> OrderId) : IDomainEvent;
public sealed record ShipmentTakenBack(Id<Shipment> ShipmentId, Id<Order> OrderId) : IDomainEvent;
public sealed record ShipmentLost(Id<Shipment> ShipmentId, Id<Order> OrderId) : IDomainEvent;
public sealed record ShipmentCancelled(Id<Shipment> ShipmentId, Id<Order> OrderId) : IDomainEvent;

public sealed record PaymentReceived(Id<Payment> PaymentId, Id<Order> OrderId) : IDomainEvent;
public sealed record PaymentRefunded(Id<Payment> PaymentId, Id<Order> OrderId) : IDomainEvent;

[ToldAs("return.created")]
public sealed record ReturnRequested(Id<Return> ReturnId, Id<Order> OrderId) : IDomainEvent;
public sealed record ReturnApproved(Id<Return> ReturnId, Id<Order> OrderId) : IDomainEvent;
public sealed record ReturnRejected(Id<Return> ReturnId, Id<Order> OrderId) : IDomainEvent;
public sealed record ReturnReceived(Id<Return> ReturnId, Id<Order> OrderId) : IDomainEvent;
public sealed record ReturnInspected(Id<Return> ReturnId, Id<Order> OrderId) : IDomainEvent;
public sealed record ReturnClosed(Id<Return> ReturnId, Id<Order> OrderId) : IDomainEvent;
public sealed record ReturnCancelled(Id<Return> ReturnId, Id<Order> OrderId) : IDomainEvent;
