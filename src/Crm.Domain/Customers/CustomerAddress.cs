using Crm.Domain.Common;

namespace Crm.Domain.Customers;

public enum AddressType { Billing, Shipping, Visiting }

/// <summary>What a caller says about an address of a customer.</summary>
public sealed record AddressData(AddressType Type, PostalAddress Address, bool IsDefault = false);

/// <summary>An address of a customer, for one use; one default a type.</summary>
public sealed class CustomerAddress
{
    public const int Most = 30;

    private CustomerAddress() { }

    public Id<CustomerAddress> Id { get; private set; } = Id<CustomerAddress>.New();
    public AddressType Type { get; private set; }
    public PostalAddress Address { get; private set; } = null!;
    public bool IsDefault { get; private set; }

    /// <summary>Its place in the list that the caller gave.</summary>
    public int Position { get; private set; }

    internal static void Replace(List<CustomerAddress> addresses, IReadOnlyList<AddressData> wanted)
    {
        var before = addresses.ToList();
        addresses.Clear();
        foreach (var data in wanted)
        {
            var sameType = wanted.Where(d => d.Type == data.Type).ToList();
            if (sameType.Count(d => d.IsDefault) > 1) throw CustomerErrors.TwoDefaultAddresses(data.Type);
            var isDefault = data.IsDefault || (!sameType.Exists(d => d.IsDefault) && ReferenceEquals(sameType[0], data));
            var address = data.Address.Clean();
            addresses.Add(
                before.Find(a => a.Type == data.Type && a.Address == address && a.IsDefault == isDefault && !addresses.Contains(a))
                ?? new() { Type = data.Type, Address = address, IsDefault = isDefault });
        }
        for (var i = 0; i < addresses.Count; i++) addresses[i].Position = i;
    }
}
