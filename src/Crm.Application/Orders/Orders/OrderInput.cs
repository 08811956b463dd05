using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using FluentValidation;

namespace Crm.Application.Orders.Orders;

/// <summary>What callers write of an order's header. Once it is placed, customer, channel and currency stay as they are.</summary>
public record OrderInput
{
    public required Id<Customer> CustomerId { get; init; }

    /// <summary>A contact of the customer.</summary>
    public Id<Contact>? ContactId { get; init; }

    /// <summary>How the order came in; web when nothing is said. An import is history: it touches no stock and may have been placed in the past.</summary>
    public OrderChannel Channel { get; init; }

    /// <summary>The one currency of all its prices, ISO 4217.</summary>
    public required string Currency { get; init; }
    public PostalAddress? BillingAddress { get; init; }

    /// <summary>Where the goods go; needed for placing when a line is a good.</summary>
    public PostalAddress? ShippingAddress { get; init; }

    /// <summary>The day on which the customer wants the goods.</summary>
    public DateOnly? RequestedOn { get; init; }

    /// <summary>The user responsible; nobody when null.</summary>
    public Id<User>? OwnerId { get; init; }

    /// <summary>The customer's own number for the order.</summary>
    public string? CustomerReference { get; init; }

    /// <summary>For colleagues; not part of what the customer agreed to.</summary>
    public string? Notes { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Values of declared custom fields, by key.</summary>
    public CustomFields? CustomFields { get; init; }
    public IReadOnlyList<ExternalIdInput>? ExternalIds { get; init; }

    internal static OrderInput Of(Order o) => new()
    {
        CustomerId = o.CustomerId,
        ContactId = o.ContactId,
        Channel = o.Channel,
        Currency = o.Currency,
        BillingAddress = o.BillingAddress,
        ShippingAddress = o.ShippingAddress,
        RequestedOn = o.RequestedOn,
        OwnerId = o.OwnerId,
        CustomerReference = o.CustomerReference,
        Notes = o.Notes,
        Tags = o.Tags,
        CustomFields = o.CustomFields,
        ExternalIds = ExternalIdInput.Of(o.ExternalIds),
    };

    internal OrderData ToData() => new()
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
        Tags = Tags ?? [],
        CustomFields = CustomFields ?? CustomFields.None,
        ExternalIds = [.. (ExternalIds ?? []).Select(e => new ExternalId(e.System, e.Id))],
    };
}

internal sealed class OrderInputValidator : AbstractValidator<OrderInput>
{
    public OrderInputValidator()
    {
        RuleFor(o => o.Currency).CurrencyCode();
        RuleFor(o => o.BillingAddress!).SetValidator(new PostalAddressValidator()).When(o => o.BillingAddress is not null);
        RuleFor(o => o.ShippingAddress!).SetValidator(new PostalAddressValidator()).When(o => o.ShippingAddress is not null);
        RuleFor(o => o.RequestedOn).SensibleDate();
        RuleFor(o => o.CustomerReference).Line(Order.CustomerReferenceMax);
        RuleFor(o => o.Notes).Block(Order.NotesMax);
        this.Tags(o => o.Tags);
        this.ExternalIds(o => o.ExternalIds);
    }
}
