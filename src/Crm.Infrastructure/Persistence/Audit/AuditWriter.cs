using System.Buffers;
using System.Collections;
using System.Text.Json;
using Crm.Application.Common;
using Crm.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Crm.Infrastructure.Persistence.Audit;

/// <summary>Writes the fields of one entry: their names, and the list of field, from and to.</summary>
internal sealed class AuditWriter : IDisposable
{
    private static readonly JsonWriterOptions Form = new() { Encoder = CrmJson.Options.Encoder };

    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly List<string> _fields = [];
    private readonly Utf8JsonWriter _json;
    private int _values;

    public AuditWriter()
    {
        _json = new(_buffer, Form);
        _json.WriteStartArray();
    }

    public IReadOnlyList<string> Fields => _fields;

    /// <summary>The values in UTF-8; null when there are none.</summary>
    public byte[]? End()
    {
        _json.WriteEndArray();
        _json.Flush();
        return _values == 0 ? null : _buffer.WrittenSpan.ToArray();
    }

    public void Name(string field) => _fields.Add(field);

    public void Value(string field, object? from, object? to)
    {
        _fields.Add(field);
        _values++;
        _json.WriteStartObject();
        _json.WriteString("field", field);
        Member("from", from);
        Member("to", to);
        _json.WriteEndObject();
    }

    /// <summary>What the record itself became.</summary>
    public void Record(EntityEntry record)
    {
        foreach (var field in AuditedType.Of(record.Metadata).Fields)
        {
            if (record.State == EntityState.Modified && !field.IsModified(record)) continue;
            var before = record.State == EntityState.Added ? null : field.Before(record);
            var after = record.State == EntityState.Deleted ? null : field.After(record);
            if (IsNothing(before) && IsNothing(after)) continue;
            if (field.IsConcealed) Name(field.Name);
            else if (before is CustomFields || after is CustomFields) CustomFields(field.Name, before as CustomFields ?? Domain.Common.CustomFields.None, after as CustomFields ?? Domain.Common.CustomFields.None);
            else Value(field.Name, before, after);
        }
    }

    /// <summary>What the parts of one list became: those that went or changed, and those that came or changed.</summary>
    public void Parts(string field, IEnumerable<EntityEntry> touched)
    {
        var changed = touched.Where(p => p.State != EntityState.Modified || AuditedType.Of(p.Metadata).Fields.Any(f => f.IsModified(p))).ToList();
        var from = changed.Where(p => p.State != EntityState.Added).Select(p => Part(p, isBefore: true)).ToList();
        var to = changed.Where(p => p.State != EntityState.Deleted).Select(p => Part(p, isBefore: false)).ToList();
        if (changed.Count > 0) Value(field, from.Count == 0 ? null : from, to.Count == 0 ? null : to);
    }

    public void Dispose() => _json.Dispose();

    private static Dictionary<string, object?> Part(EntityEntry part, bool isBefore) =>
        AuditedType.Of(part.Metadata).Fields.Where(f => !f.IsConcealed).ToDictionary(f => f.Name, f => isBefore ? f.Before(part) : f.After(part));

    private void CustomFields(string field, CustomFields before, CustomFields after)
    {
        foreach (var key in before.Values.Concat(after.Values).Select(v => v.Key).Distinct().Order(StringComparer.Ordinal))
            if (!Equals(before[key], after[key])) Value($"{field}.{key}", before[key], after[key]);
    }

    private void Member(string name, object? value)
    {
        _json.WritePropertyName(name);
        if (IsNothing(value)) _json.WriteNullValue();
        else JsonSerializer.Serialize(_json, value, value!.GetType(), CrmJson.Options);
    }

    private static bool IsNothing(object? value) => value switch
    {
        null => true,
        string text => text.Length == 0,
        ICollection items => items.Count == 0,
        _ => false,
    };
}
