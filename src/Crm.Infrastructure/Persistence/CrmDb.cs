using System.Linq.Expressions;
using System.Text.Json;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
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
using Crm.Infrastructure.Persistence.Audit;
using Crm.Infrastructure.Persistence.Batches;
using Crm.Infrastructure.Persistence.Duplicates;
using Crm.Infrastructure.Persistence.Search;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Crm.Infrastructure.Persistence;

/// <summary>The database. Naming, keys, enums, ids, versions and the archive filter are conventions (<see cref="Conventions"/>); a mapping says only what is special.</summary>
/// <remarks>Making a context costs more than most queries, so contexts are pooled: what belongs to a request, they are given anew (<see cref="For"/>).</remarks>
public sealed partial class CrmDb(DbContextOptions<CrmDb> options) : DbContext(options), ICrmDb
{
    private Scoped _scoped = null!;

    public DbSet<User> Users => Set<User>();
    public DbSet<Role> Roles => Set<Role>();
    public DbSet<Team> Teams => Set<Team>();
    public DbSet<Territory> Territories => Set<Territory>();
    public DbSet<HandOver> HandOvers => Set<HandOver>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<FieldDefinition> FieldDefinitions => Set<FieldDefinition>();
    public DbSet<Customer> Customers => Set<Customer>();
    public DbSet<Contact> Contacts => Set<Contact>();
    public DbSet<Consent> Consents => Set<Consent>();
    public DbSet<CustomerMerge> CustomerMerges => Set<CustomerMerge>();
    public DbSet<Interaction> Interactions => Set<Interaction>();
    public DbSet<Queue> Queues => Set<Queue>();
    public DbSet<BusinessCalendar> BusinessCalendars => Set<BusinessCalendar>();
    public DbSet<SlaPolicy> SlaPolicies => Set<SlaPolicy>();
    public DbSet<SlaEvent> SlaEvents => Set<SlaEvent>();
    public DbSet<Macro> Macros => Set<Macro>();
    public DbSet<Ticket> Tickets => Set<Ticket>();
    public DbSet<TicketMessage> TicketMessages => Set<TicketMessage>();
    public DbSet<TicketSurvey> TicketSurveys => Set<TicketSurvey>();
    public DbSet<Product> Products => Set<Product>();
    public DbSet<StockLevel> StockLevels => Set<StockLevel>();
    public DbSet<StockMovement> StockMovements => Set<StockMovement>();
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<Shipment> Shipments => Set<Shipment>();
    public DbSet<Payment> Payments => Set<Payment>();
    public DbSet<Return> Returns => Set<Return>();
    public DbSet<Segment> Segments => Set<Segment>();
    public DbSet<Agent> Agents => Set<Agent>();
    public DbSet<TestClock> TestClocks => Set<TestClock>();
    public DbSet<OutboxEvent> Events => Set<OutboxEvent>();
    public DbSet<Webhook> Webhooks => Set<Webhook>();
    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();
    public DbSet<WebhookAttempt> WebhookAttempts => Set<WebhookAttempt>();
    public DbSet<Job> Jobs => Set<Job>();
    public DbSet<Export> Exports => Set<Export>();
    public DbSet<StoredFile> StoredFiles => Set<StoredFile>();
    public DbSet<Import> Imports => Set<Import>();

    public int? ExpectedVersion => _scoped.Precondition.Version;

    public void ExpectationMet() => _scoped.Precondition.Version = null;

    public Expression<Func<CustomFields, bool>> HasCustomField(string key, object value)
    {
        var part = JsonSerializer.Serialize(new CustomFields([KeyValuePair.Create<string, object?>(key, value)]), CrmJson.Options);
        return fields => EF.Functions.JsonContains(fields, part);
    }

    public Expression<Func<CustomFields, bool>> HasCustomField(string key) => fields => EF.Functions.JsonExists(fields, key);

    public IQueryable<SearchHit<T>> Search<T>(IReadOnlyList<SearchWord> words, IReadOnlyList<SearchedThrough> through, SearchReach reach, int enough) where T : class
    {
        var (sql, parameters) = SearchSql.For(Model, typeof(T), words, through, reach, enough);
        return Set<SearchHit<T>>().FromSqlRaw(sql, parameters);
    }

    public bool IsCollision(Exception error) => Faults.IsCollision(error);

    public void Forget()
    {
        ChangeTracker.Clear();
        _scoped.Audit.Forget();
        _scoped.Outbox.Forget();
    }

    public override async Task<int> SaveChangesAsync(CancellationToken cancellationToken = default)
    {
        if (IsKeptBack) return 0;
        EnsureNotEnded();
        await ProveCallerAsync(cancellationToken);
        await PublishEvents(cancellationToken);
        var now = AuditKeys.Kept(_scoped.Clock.GetUtcNow());
        var (saved, all) = Stamp(now);
        var created = Created(saved);
        NoteRemembered(saved);
        ForgetKnown(saved);
        _scoped.Outbox.Follow(this, _scoped.Audit.Follow(this, saved, now), now);
        SearchUpkeep.Follow(this, [.. saved.Select(s => s.Root)], all);
        MatchUpkeep.Follow(this, saved);
        EndsWithSave = MayEndNow && created.Count == 0 && !_scoped.Audit.IsErasing && IsHeld(saved);
        try
        {
            var rows = await base.SaveChangesAsync(cancellationToken);
            await SendBeside(cancellationToken);
            if (_gathering is { Rows: { Count: > 0 } written }) await CopiedRows.Write(this, written, cancellationToken);
            await _scoped.Audit.Finish(this, cancellationToken);
            _scoped.Outbox.Finish(this);
            await EnsureCreatable(created, cancellationToken);
            return rows;
        }
        catch (DbUpdateConcurrencyException e) when (ExpectedVersion is not null && e.Entries is [{ Entity: Aggregate } stale, ..])
        {
            var present = await stale.GetDatabaseValuesAsync(cancellationToken);
            throw present is null ? new NotFound(stale.Metadata.ClrType.Name, stale.Property("Id").CurrentValue!) : new StaleVersion(present.GetValue<int>(nameof(Aggregate.Version)));
        }
        catch (Exception e) when (!Faults.IsCollision(e) && Faults.Translate(e, this) is { } translated)   // collisions are for the unit of work to repeat
        {
            throw translated;
        }
        finally
        {
            _beside.Clear();
            ChangeTracker.AutoDetectChangesEnabled = _gathering is null;
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => Conventions.Configure(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(CrmDb).Assembly);
        SearchEntries.Map(modelBuilder);
        HideTheInvisible(modelBuilder);
        Conventions.Apply(modelBuilder);
    }

    // Reactions may change further aggregates, which may raise further events; all of it is saved at once.
    private async Task PublishEvents(CancellationToken ct)
    {
        while (true)
        {
            var events = ChangeTracker.Entries<Aggregate>().SelectMany(e => e.Entity.PullEvents().Select(raised => (Record: e, Event: raised))).ToList();
            if (events.Count == 0) return;
            using var _ = AsSystem();   // what follows from an event, follows whoever caused it
            foreach (var (record, e) in events)
            {
                _scoped.Outbox.Heard(record, e);
                await _scoped.Mediator.Publish((INotification)Activator.CreateInstance(typeof(Happened<>).MakeGenericType(e.GetType()), e)!, ct);
            }
        }
    }

    // A change to a part is a change to the whole: the aggregate's version and time move with every line, address or channel.
    private (IReadOnlyList<SavedRecord> Saved, IReadOnlyList<EntityEntry> All) Stamp(DateTimeOffset now)
    {
        if (!IsCopying) ChangeTracker.DetectChanges();
        ChangeTracker.AutoDetectChangesEnabled = false;   // until all is saved: detected above, and each look at the entries would do it again
        var entries = ChangeTracker.Entries().ToList();
        var byKey = entries.Where(e => e.Metadata.FindPrimaryKey() is { Properties.Count: 1 })
            .ToLookup(e => (e.Metadata, e.CurrentValues[e.Metadata.FindPrimaryKey()!.Properties[0]]));
        var saved = entries
            .Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
            .Select(e => (Entry: e, Root: Root(e, byKey))).Where(e => e.Root is not null)
            .GroupBy(e => e.Root!.Entity, (_, touched) => touched.ToList()).Select(g => new SavedRecord(g[0].Root!, g.ConvertAll(e => e.Entry))).ToList();
        foreach (var (entry, touched) in saved)
        {
            if (entry.State == EntityState.Deleted || touched is [var only] && only == entry && AuditAnnotations.OnlyFollows(entry)) continue;
            entry.Property(nameof(Aggregate.Version)).CurrentValue = ((Aggregate)entry.Entity).Version + 1;
            entry.Property(nameof(Aggregate.UpdatedAt)).CurrentValue = now;
            if (entry.State == EntityState.Added) entry.Property(nameof(Aggregate.CreatedAt)).CurrentValue = now;
        }
        return (saved, entries);
    }

    private static EntityEntry? Root(EntityEntry entry, ILookup<(IEntityType, object?), EntityEntry> byKey)
    {
        while (entry.Entity is not Aggregate)
        {
            if (entry.Metadata.FindOwnership() is not { } ownership) return null;
            var owner = ownership.Properties[0];
            var key = entry.State == EntityState.Deleted ? entry.OriginalValues[owner] : entry.CurrentValues[owner];
            if (byKey[(ownership.PrincipalEntityType, key)].FirstOrDefault() is not { } found) return null;
            entry = found;
        }
        return entry;
    }
}

/// <summary>What the caller expects of the record it changes, from If-Match; one for each request.</summary>
public sealed class Precondition
{
    public int? Version { get; set; }
}
