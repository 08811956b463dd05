using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Duplicates;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Duplicates;

/// <summary>What customers are recognised by, read without the rest of them.</summary>
public static class MatchReading
{
    public static async Task<IReadOnlyList<(Id<Customer> Id, string Name, MatchFacts Facts)>> MatchFacts(this IQueryable<Customer> customers, IReadOnlyCollection<Id<Customer>> ids, CancellationToken ct)
    {
        var wanted = ids.ToArray();
        var found = await customers.AsNoTracking().Where(c => wanted.Contains(c.Id)).Select(c => new
        {
            c.Id,
            c.Kind,
            c.Name,
            c.LegalName,
            c.GivenName,
            c.FamilyName,
            c.RegistrationNumber,
            c.BirthDate,
            Channels = c.Channels.Select(x => new { x.Type, x.Normalized }).ToList(),
            Addresses = c.Addresses.Select(a => a.Address).ToList(),
        }).ToListAsync(ct);
        return [.. found.Select(c => (c.Id, c.Name, Domain.Customers.Duplicates.MatchFacts.Of(
            c.Kind, c.Name, c.LegalName, c.GivenName, c.FamilyName, [.. c.Channels.Select(x => (x.Type, x.Normalized))], c.RegistrationNumber, c.Addresses, c.BirthDate)))];
    }
}
