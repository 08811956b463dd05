using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Orders;

public sealed partial class Order
{
    /// <summary>Replaces the header. As a draft everything may change; later what the customer agreed to is versioned, and what is ours alone
    /// (owner, notes, tags, custom fields, external ids) changes freely in every state.</summary>
    public void Change(OrderData data, Id<User>? by, DateTimeOffset now)
    {
        EnsureNotArchived();
        var next = data.Clean();
        if (Status == OrderStatus.Draft)
        {
            EnsureDraftMayBecome(next);
            HandOver(next.OwnerId);
            Apply(next);
            return;
        }
        EnsureStays(next);
        var edits = Edits(next);
        if (edits.Count > 0) EnsureEditable();
        if (next.ShippingAddress != ShippingAddress)
        {
            EnsureShippingAddress(next.ShippingAddress);
            if (_lines.Exists(l => l.AllocatedQuantity > l.DeliveredQuantity)) throw OrderErrors.ShipmentUnderWay;
        }
        HandOver(next.OwnerId);
        Apply(next);
        Log(edits, by, now);
    }

    /// <summary>Gives the order to another colleague, or to nobody.</summary>
    public void HandOver(Id<User>? owner)
    {
        if (OwnerId == owner) return;
        Raise(new OrderHandedOver(Id, OwnerId, owner));
        OwnerId = owner;
    }

    private OrderData Header() => new()
    {
        CustomerId = CustomerId,
        ContactId = ContactId,
        Channel = Channel,
        Currency = Currency,
        BillingAddress = BillingAddress,
        ShippingAddress = ShippingAddress,
        RequestedOn = RequestedOn,
        OwnerId = OwnerId,
        CustomerReference = CustomerReference,
        Notes = Notes,
        Tags = _tags,
        CustomFields = CustomFields,
        ExternalIds = _externalIds,
    };

    private void EnsureDraftMayBecome(OrderData next)
    {
        if (!Common.Currency.IsKnown(next.Currency)) throw OrderErrors.CurrencyUnknown;
        if (_lines.Count == 0) return;
        if (next.Currency != Currency) throw OrderErrors.CurrencyHasLines;
        // Otherwise discontinued products, which only history may hold, would get into a new order.
        if ((next.Channel == OrderChannel.Import) == MovesStock) throw OrderErrors.ChannelHasLines;
    }

    private void EnsureStays(OrderData next)
    {
        if (next.CustomerId != CustomerId) throw OrderErrors.FixedByPlacing("customer");
        if (next.Channel != Channel) throw OrderErrors.FixedByPlacing("channel");
        if (next.Currency != Currency) throw OrderErrors.FixedByPlacing("currency");
    }

    private List<OrderChange> Edits(OrderData next)
    {
        List<OrderChange> edits = [];
        Compare("contactId", ContactId, next.ContactId, id => id?.ToString());
        Compare("billingAddress", BillingAddress, next.BillingAddress, OnOneLine);
        Compare("shippingAddress", ShippingAddress, next.ShippingAddress, OnOneLine);
        Compare("requestedOn", RequestedOn, next.RequestedOn, Iso);
        Compare("customerReference", CustomerReference, next.CustomerReference, s => s);
        return edits;

        void Compare<T>(string field, T before, T after, Func<T, string?> text)
        {
            if (!Equals(before, after)) edits.Add(OrderChange.OfHeader(field, text(before), text(after)));
        }
    }

    private void Apply(OrderData data)
    {
        CustomerId = data.CustomerId;
        ContactId = data.ContactId;
        Channel = data.Channel;
        Currency = data.Currency;
        if (BillingAddress != data.BillingAddress) BillingAddress = data.BillingAddress;
        if (ShippingAddress != data.ShippingAddress) ShippingAddress = data.ShippingAddress;
        RequestedOn = data.RequestedOn;
        OwnerId = data.OwnerId;
        CustomerReference = data.CustomerReference;
        Notes = data.Notes;
        CustomFields = data.CustomFields;
        var tags = Common.Tags.Clean(data.Tags);
        if (!_tags.SequenceEqual(tags)) _tags = tags;
        Common.ExternalIds.Replace(_externalIds, data.ExternalIds);
    }

    /// <summary>Makes one revision of what was changed; a draft has none.</summary>
    private void Log(List<OrderChange> changes, Id<User>? by, DateTimeOffset now)
    {
        if (Status == OrderStatus.Draft || changes.Count == 0) return;
        Revision++;
        _changes.AddRange(changes.Select(c => c.Stamped(Revision, by, now)));
        Raise(new OrderChanged(Id, CustomerId, Revision));
    }

    private static string? OnOneLine(PostalAddress? a) => a is null
        ? null
        : string.Join(", ", new[] { a.Recipient, a.Line1, a.Line2, a.PostalCode, a.City, a.Region, a.Country }.OfType<string>());

    private static string? Iso(DateOnly? date) => date?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
