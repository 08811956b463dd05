using System.Linq.Expressions;
using Crm.Application.Common.Lists;
using Crm.Application.Service.Assignments;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Merging;
using Crm.Domain.Identity;
using Crm.Domain.Integration;
using Crm.Domain.Marketing;
using Crm.Domain.Operations;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using Crm.Domain.Service.Calendars;
using Crm.Domain.Service.Levels;
using Crm.Domain.Service.Macros;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Common;

/// <summary>The database as the use cases see it: sets to query and load from, and one save a command.</summary>
public interface ICrmDb
{
    DbSet<User> Users { get; }
    DbSet<Role> Roles { get; }
    DbSet<Team> Teams { get; }
    DbSet<Territory> Territories { get; }
    DbSet<HandOver> HandOvers { get; }
    DbSet<Session> Sessions { get; }
    DbSet<RefreshToken> RefreshTokens { get; }
    DbSet<ApiKey> ApiKeys { get; }
    DbSet<FieldDefinition> FieldDefinitions { get; }
    DbSet<Customer> Customers { get; }
    DbSet<Contact> Contacts { get; }
    DbSet<Consent> Consents { get; }
    DbSet<CustomerMerge> CustomerMerges { get; }
    DbSet<Interaction> Interactions { get; }
    DbSet<Queue> Queues { get; }
    DbSet<BusinessCalendar> BusinessCalendars { get; }
    DbSet<SlaPolicy> SlaPolicies { get; }
    DbSet<SlaEvent> SlaEvents { get; }
    DbSet<Macro> Macros { get; }
    DbSet<Ticket> Tickets { get; }
    DbSet<TicketMessage> TicketMessages { get; }
    DbSet<TicketSurvey> TicketSurveys { get; }
    DbSet<Product> Products { get; }
    DbSet<StockLevel> StockLevels { get; }
    DbSet<StockMovement> StockMovements { get; }
    DbSet<Order> Orders { get; }
    DbSet<Shipment> Shipments { get; }
    DbSet<Payment> Payments { get; }
    DbSet<Return> Returns { get; }
    DbSet<Segment> Segments { get; }
    DbSet<Agent> Agents { get; }
    DbSet<TestClock> TestClocks { get; }
    DbSet<OutboxEvent> Events { get; }
    DbSet<Webhook> Webhooks { get; }
    DbSet<WebhookDelivery> WebhookDeliveries { get; }
    DbSet<WebhookAttempt> WebhookAttempts { get; }
    DbSet<Job> Jobs { get; }
    DbSet<Export> Exports { get; }
    DbSet<StoredFile> StoredFiles { get; }
    DbSet<Import> Imports { get; }

    /// <summary>The version that the caller's If-Match names; null when it sent none.</summary>
    int? ExpectedVersion { get; }

    /// <summary>Says that the record had the expected version: further steps of the same act find it changed by the first one.</summary>
    void ExpectationMet();

    DbSet<T> Set<T>() where T : class;

    /// <summary>One record that is not archived, as a DTO that a mapping makes of it; outside of a transaction, where the version covers all of it, what was read before while that is the same (<see cref="FixedRecord{T, TDto}"/>). Not to be changed: others are
    /// given the same.</summary>
    /// <exception cref="NotFound">There is none that the caller sees (404).</exception>
    Task<TDto> GetAsync<T, TDto>(Id<T> id, CancellationToken ct) where T : class where TDto : class;

    /// <summary>Checks that the caller may do to the record what the request is about to do; that the caller sees it, its being found has shown.</summary>
    /// <exception cref="NotAllowed">It is another's (403).</exception>
    Task EnsureAllowedAsync<T>(Id<T> id, CancellationToken ct) where T : Aggregate;

    /// <summary>Makes sure that what is remembered of the caller holds. Whatever is asked of the context does that by itself; this is for what has an effect elsewhere.</summary>
    Task ProveCallerAsync(CancellationToken ct);

    /// <summary>Whether a transaction is open, in which rows can be locked.</summary>
    bool IsInTransaction { get; }

    /// <summary>Begins a transaction, or within one a part that can be undone alone (a savepoint); requests that are <see cref="ITransactional"/> get
    /// theirs by the pipeline.</summary>
    Task<ITransaction> BeginAsync(CancellationToken ct);

    /// <summary>Locks the rows against other writers until the transaction ends, always in the order of their ids, so that two callers never wait for each other.</summary>
    Task LockAsync<T>(IReadOnlyCollection<Id<T>> ids, CancellationToken ct) where T : Aggregate;

    /// <summary>Locks a row as <see cref="LockAsync"/> does, and loads it in the same round trip; null when there is none that the caller sees.</summary>
    /// <param name="also">What else to ask in it, behind the row.</param>
    Task<T?> FindLockedAsync<T>(Id<T> id, CancellationToken ct, Action<ITogether>? also = null) where T : Aggregate;

    /// <summary>All records of a kind that is seldom changed and often asked, without the archived ones, as they are while the caller's request begins. Not to be changed: others are given the same.</summary>
    Task<IReadOnlyList<T>> RememberedAsync<T>(CancellationToken ct) where T : Aggregate, IRemembered;

    /// <summary>Keeps the rows from being changed until the transaction ends; others may hold them, too. For what must stay as it is while something else
    /// comes to depend on it, such as a user's being active.</summary>
    Task HoldAsync<T>(IReadOnlyCollection<Id<T>> ids, CancellationToken ct) where T : Aggregate;

    /// <summary>Locks the rows against other writers and against everything that refers to them or is about to (<see cref="RelyOnAsync"/>), until the transaction ends.</summary>
    Task LockWholeAsync<T>(IReadOnlyCollection<Id<T>> ids, CancellationToken ct) where T : Aggregate;

    /// <summary>Keeps the rows from being locked whole until the transaction ends. It goes along with everything else that others do with them: for what comes to refer to a person.</summary>
    Task RelyOnAsync<T>(IReadOnlyCollection<Id<T>> ids, CancellationToken ct) where T : Aggregate;

    /// <summary>The condition that a record has this value in a custom field: a text, a decimal or a boolean.</summary>
    Expression<Func<CustomFields, bool>> HasCustomField(string key, object value);

    /// <summary>The condition that a record has any value in a custom field.</summary>
    Expression<Func<CustomFields, bool>> HasCustomField(string key);

    /// <summary>The records in which every one of the words is found, in their own texts or in those of the related records.</summary>
    /// <param name="reach">Other than all: only without related records.</param>
    /// <param name="enough">How many records are enough not to go further.</param>
    IQueryable<SearchHit<T>> Search<T>(IReadOnlyList<SearchWord> words, IReadOnlyList<SearchedThrough> through, SearchReach reach, int enough) where T : class;

    /// <summary>Locks those of the rows that nobody else has locked, and says which they are: whoever looks for the same work leaves these alone.</summary>
    Task<IReadOnlyList<Id<T>>> ClaimAsync<T>(IReadOnlyCollection<Id<T>> ids, CancellationToken ct) where T : Aggregate;

    /// <summary>Locks the ticket that comes next among those that wait and that nobody else has locked: the most urgent, of these the oldest. Null when none waits.</summary>
    Task<Id<Ticket>?> ClaimNextTicketAsync(WaitingTickets wanted, CancellationToken ct);

    /// <summary>Locks the stock levels of the products in the order of the products' ids, and loads them in the same statement. Levels that are to be
    /// changed are loaded in this way only.</summary>
    Task<IReadOnlyList<StockLevel>> LockStockAsync(IReadOnlyCollection<Id<Product>> products, CancellationToken ct);

    /// <summary>Several queries, to be read in one round trip.</summary>
    ITogether Together();

    /// <summary>Whether the database undid the transaction only because it met another (a deadlock): repeated, it goes through.</summary>
    bool IsCollision(Exception error);

    /// <summary>Forgets all that was loaded and not saved.</summary>
    void Forget();

    /// <summary>Saves as the last thing that a command asks of the database. When the command is all that its transaction is for, the commit goes with it, in the same round trip.</summary>
    Task SaveLastAsync(CancellationToken ct);

    /// <summary>Whether the transaction was committed with its last save.</summary>
    bool HasEnded { get; }

    /// <summary>Whether the open transaction is for one command, and ends with its last save; to be said by who began it.</summary>
    bool MayEndWithSave { get; set; }

    /// <summary>Does this once the open transaction is committed; never when it is undone.</summary>
    void AfterCommit(Action act);

    Task<int> SaveChangesAsync(CancellationToken ct);

    /// <summary>From now on saves are kept back, to go to the database together. For commands that register what is new and do not read what others of them have registered.</summary>
    IGathering Gather();

    bool IsGathering { get; }

    /// <summary>Asks once for many commands that are gathered, and each time else. For what stays as it is until the transaction ends, or may change at any time anyway.</summary>
    Task<T> OnceAsync<T>(object question, Func<Task<T>> read);
}

/// <summary>Commands whose saves are kept back; those that are not saved when it is disposed are still to be forgotten.</summary>
public interface IGathering : IDisposable
{
    Task SaveAsync(CancellationToken ct);
}

/// <summary>A transaction; undone when it is disposed before it was committed.</summary>
public interface ITransaction : IAsyncDisposable
{
    Task CommitAsync(CancellationToken ct);
}
