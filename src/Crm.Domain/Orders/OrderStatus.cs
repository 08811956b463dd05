namespace Crm.Domain.Orders;

public enum OrderStatus { Draft, Placed, Confirmed, OnHold, Completed, Cancelled }

/// <summary>Import is for orders taken over as history: they touch no stock, may be placed in the past and may hold discontinued products.</summary>
public enum OrderChannel { Web, Phone, Field, Partner, Import }

public enum HoldReason { Manual, CreditLimit, CustomerHold }

/// <summary>How far the goods of an order are; derived from its lines. An order without goods is fulfilled from its placing on.</summary>
public enum Fulfilment { Unfulfilled, Partial, Fulfilled, Delivered, PartlyReturned, Returned }

/// <summary>How the money received stands to what is owed; derived. Refunded: everything that came in was given back.</summary>
public enum PaymentState { Unpaid, Partial, Paid, Overpaid, Refunded }
