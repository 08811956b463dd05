using System.Linq.Expressions;
using Crm.Domain.Common;

namespace Crm.Application.Audit;

/// <summary>What the audit cannot see by itself. What aggregates become when they are saved is written down without a word here; an entry that is asked for here is
/// written by the next save, in its transaction.</summary>
public interface IAudit
{
    /// <summary>Writes down that personal data was read in bulk, such as by an export.</summary>
    /// <param name="kind">What was read, such as customer.</param>
    /// <param name="record">Whose data it was; null when it was that of many.</param>
    /// <param name="what">How much and which: number of records, filter, format. These are values that an erasure of the record takes away.</param>
    void Read(string kind, Guid? record, IReadOnlyDictionary<string, object?> what);

    /// <summary>Writes down what came to a record and what went from it, where those are kept beside it because there may be very many.</summary>
    /// <param name="field">What they are called, such as members.</param>
    void PartsChanged<T>(AuditedRecord record, int version, string field, IReadOnlyList<T>? gone, IReadOnlyList<T>? come);

    /// <summary>Writes down what one statement did to many records without loading them. To be called after it, in its transaction, with the rows locked.</summary>
    Task Changed<T, TValue>(IReadOnlyCollection<Id<T>> records, Expression<Func<T, TValue>> field, TValue from, TValue to, CancellationToken ct) where T : Aggregate;
}

/// <summary>A record as the audit knows it.</summary>
/// <param name="Kind">Such as customer.</param>
public sealed record AuditedRecord(string Kind, Guid Id)
{
    public static AuditedRecord Of<T>(Id<T> id) where T : Aggregate => new(KindOf(typeof(T)), id.Value);

    /// <summary>customer for Customer, stockLevel for StockLevel.</summary>
    public static string KindOf(Type record) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(record.Name);
}

/// <summary>Takes personal data out of the audit.</summary>
public interface IAuditErasure
{
    /// <summary>With the next save, which needs an open transaction: writes one entry for each record that says so, and erases the values of all its entries made
    /// until then, those of the same save included. Who did what and when, and the names of the fields, stay, and the chain still fits.</summary>
    void EraseValuesOf(IEnumerable<AuditedRecord> records);
}

/// <summary>Through what the present request, job or load comes.</summary>
public sealed class AuditOrigin
{
    /// <summary>api, job:closing, sample; system for what the app does on its own when it starts.</summary>
    public string Channel { get; set; } = "system";

    /// <summary>The API's operation, such as changeCustomer.</summary>
    public string? Operation { get; set; }

    public string? RequestId { get; set; }
}
