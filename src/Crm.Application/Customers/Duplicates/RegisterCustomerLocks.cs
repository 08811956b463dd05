using Crm.Application.Common;
using Crm.Application.Customers.Customers;
using Crm.Application.Service.Calendars;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Duplicates;

namespace Crm.Application.Customers.Duplicates;

/// <summary>Registering a customer holds its match keys.</summary>
internal sealed class RegisterCustomerLocks(ICustomerMatches matches, ITimeZones zones, TimeProvider clock) : IBulkLocks<RegisterCustomer>
{
    private readonly CustomerInputValidator _validator = new(zones);

    public Task Lock(ICrmDb db, IReadOnlyList<RegisterCustomer> items, CancellationToken ct)
    {
        var facts = items.Where(i => !i.AllowDuplicate).Select(Facts).OfType<MatchFacts>().ToList();
        return matches.PrepareAsync([.. facts.SelectMany(MatchKeys.Of).Distinct()], [.. facts.SelectMany(MatchKeys.Held).Distinct()], ct);
    }

    // What is going to be refused needs no lock.
    private MatchFacts? Facts(RegisterCustomer item)
    {
        if (!_validator.Validate(item).IsValid) return null;
        try
        {
            return MatchFacts.Of(Customer.Register(item.ToProfile(), null, null, null, clock.GetUtcNow()));
        }
        catch (RuleBroken)
        {
            return null;
        }
    }
}
