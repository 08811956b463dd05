using Crm.Domain.Common;

namespace Crm.Domain.Operations;

/// <summary>The lists that can be exported.</summary>
public enum ExportResource
{
    Customers, Duplicates, CustomerMerges, Contacts, Interactions, Segments, Products, StockMovements, Orders, OrderLines, Shipments, Returns, Payments, Tickets, SlaEvents, Queues, Agents, SlaPolicies,
    Calendars, Macros, CustomFields, Users, Teams, Territories, Roles, ApiKeys, HandOvers, AuditEntries, Webhooks,
    LifecycleChanges, OwnershipChanges, CustomerConsents, ContactConsents, OrderChanges, TicketMessages, TicketSurveys, QueueMembers, HandOverItems, WebhookDeliveries,
}

public enum ExportFormat { Csv, Ndjson, Xlsx }

/// <summary>What stands between two cells of a CSV file.</summary>
public enum ExportSeparator { Comma, Semicolon, Tab }

/// <summary>A list that is written into a file, as it was asked for; a job does it.</summary>
public sealed class Export : Aggregate
{
    public const int SortMax = 200;
    public const int QueryMax = 200;

    private Export() { }

    public Id<Export> Id { get; private set; } = Id<Export>.New();
    public Id<Job> JobId { get; private set; }
    public ExportResource Resource { get; private set; }
    public ExportFormat Format { get; private set; }

    /// <summary>The record whose list it is; null for a list of all records.</summary>
    public Guid? RecordId { get; private set; }

    /// <summary>A filter as a search takes it, in JSON.</summary>
    public string? Filter { get; private set; }
    public string? Query { get; private set; }
    public string? Sort { get; private set; }

    /// <summary>The members that are wanted; null for all.</summary>
    public IReadOnlyList<string>? Fields { get; private set; }
    public ExportSeparator Separator { get; private set; }
    public bool ByteOrderMark { get; private set; }

    /// <summary>What was made; null before, and when it is erased.</summary>
    public Id<StoredFile>? FileId { get; private set; }

    /// <summary>How many rows the file has; null until it is whole.</summary>
    public long? Rows { get; private set; }
    public long? Size { get; private set; }
    public DateTimeOffset? ExpiresAt { get; private set; }

    public static Export Of(ExportResource resource, Guid? recordId, ExportFormat format) => new() { Resource = resource, RecordId = recordId, Format = format };

    /// <summary>Which rows and members, in which order.</summary>
    public Export Asking(string? filter, string? query, string? sort, IReadOnlyList<string>? fields)
    {
        (Filter, Query, Sort, Fields) = (filter, query, sort, fields);
        return this;
    }

    public Export Written(ExportSeparator separator, bool byteOrderMark)
    {
        (Separator, ByteOrderMark) = (separator, byteOrderMark);
        return this;
    }

    public void DoneBy(Id<Job> job) => JobId = job;

    /// <summary>It is made: here is the file.</summary>
    public void Complete(Id<StoredFile> file, long rows, long size, DateTimeOffset expiresAt) => (FileId, Rows, Size, ExpiresAt) = (file, rows, size, expiresAt);
}

public static class ExportErrors
{
    public static RuleBroken NotReady(JobState state) =>
        new("export.not_ready", state is JobState.Queued or JobState.Running ? "The file is not made yet: look at the export again in a moment." : "The file was not made: the export failed or was cancelled.",
            new Dictionary<string, object?> { ["state"] = state.ToString().ToLowerInvariant() });
}
