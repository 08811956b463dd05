using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Application.Customers.Duplicates;

/// <summary>The match keys of all customers, which the database keeps up with each change.</summary>
public interface ICustomerMatches
{
    /// <summary>Lets nobody else register a customer with one of the keys to be held before the transaction ends; whoever comes second then sees the first one. While commands are gathered, all that <see cref="FindAsync"/> will be asked is
    /// looked up, too.</summary>
    Task PrepareAsync(IReadOnlyCollection<long> keys, IReadOnlyCollection<long> held, CancellationToken ct);

    /// <summary>The customers that have one of the keys, whoever may see them; of a key that very many have, only some. They are looked for once the keys to be held are, as by <see cref="PrepareAsync"/>.</summary>
    Task<IReadOnlyList<Id<Customer>>> FindAsync(IReadOnlyCollection<long> keys, IReadOnlyCollection<long> held, CancellationToken ct);

    /// <summary>All customers that <see cref="FindAsync"/> can come to while commands are gathered; null when that is not known, or they are too many to be read beforehand.</summary>
    Task<IReadOnlyCollection<Id<Customer>>?> PreparedAsync();

    /// <summary>Works out the pairs of the customers that have changed, of some of them at a time; says of how many.</summary>
    Task<int> RefreshAsync(CancellationToken ct);
}
