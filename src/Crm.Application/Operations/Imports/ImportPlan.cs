using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Application.Common;
using Crm.Domain.Operations;

namespace Crm.Application.Operations.Imports;

/// <summary>How the rows of one import become bodies of new records.</summary>
internal sealed class ImportPlan
{
    private readonly record struct Way(string Column, int Index, ImportTarget Target);

    private readonly ImportTerms _terms;
    private readonly CellReader _cells;
    private readonly IReadOnlyList<Way> _ways;
    private readonly IReadOnlyList<(ImportTarget Target, string Value)> _constants;
    private readonly int _keyIndex = -1;
    private readonly string? _keyColumn;
    private readonly bool _hasItems;

    private ImportPlan(ImportTerms terms, IReadOnlyList<ImportColumn> mapped, IReadOnlyList<string> columns, IReadOnlyList<ImportTarget> targets)
    {
        (_terms, _cells) = (terms, new(terms));
        var byName = targets.ToDictionary(t => t.Name, StringComparer.Ordinal);
        List<Way> ways = [];
        foreach (var (column, name) in mapped)
        {
            var index = columns.ToList().IndexOf(column);
            if (name == ImportTargets.ExternalId) (_keyIndex, _keyColumn) = (index, column);
            // A custom field may have been archived since.
            else if (byName.TryGetValue(name, out var target)) ways.Add(new(column, index, target));
        }
        _ways = ways;
        _constants = [.. terms.Constants.Where(c => byName.ContainsKey(c.Target)).Select(c => (byName[c.Target], c.Value))];
        _hasItems = ways.Exists(w => w.Target.List is not null);
    }

    /// <exception cref="Domain.Common.RuleBroken">The columns do not suffice for what the import is to do (409).</exception>
    public static ImportPlan Of(Import import, IReadOnlyList<ImportTarget> targets)
    {
        var (terms, columns) = (import.Terms, import.File!.Columns);
        var mapped = terms.Columns ?? ImportTargets.Suggest(columns, targets);
        var plan = new ImportPlan(terms, [.. mapped.Where(m => import.File.Format == ImportFormat.Ndjson || columns.Contains(m.Column))], columns, targets);
        if (plan._ways.Count == 0) throw ImportErrors.NothingMapped;
        if (terms.Mode != ImportMode.Create && (plan._keyColumn is null || terms.ExternalSystem is null)) throw ImportErrors.NoExternalIds;
        if (terms.Mode != ImportMode.Update)
            foreach (var needed in targets.Where(t => t.IsRequired))
                if (!plan.Targets.Any(t => t.List == needed.List && t.Path.Select(s => s.Member).SequenceEqual(needed.Path.Select(s => s.Member)))) throw ImportErrors.TargetMissing(needed.Name);
        return plan;
    }

    private IEnumerable<ImportTarget> Targets => _ways.Select(w => w.Target).Concat(_constants.Select(c => c.Target));

    public ImportItem Read(SourceRow row)
    {
        var item = new ImportItem(row.Number);
        if (row is BadRow bad)
        {
            item.Problems.Add(new(bad.Code, bad.Message, null));
            return item;
        }
        if (_keyColumn is not null) ReadKey(item, row);
        ReadInto(item, row, item.Body, ofList: false);
        if (_hasItems) ReadLine(item, row);
        return item;
    }

    /// <summary>Takes a row into the item before it, when both tell of one record: its lines stand in rows of their own.</summary>
    public bool Join(ImportItem open, SourceRow row)
    {
        if (!_hasItems || open.Key is null || row is BadRow || KeyOf(row) is not { } key || key != open.Key.Value) return false;
        ReadLine(open, row);
        open.Rows++;
        return true;
    }

    /// <summary>The column that is meant by a place in the body.</summary>
    public string? ColumnOf(JsonObject body, string? pointer)
    {
        if (pointer is null) return null;
        var steps = pointer.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return _ways.Where(w => Leads(w.Target, body, steps)).Select(w => w.Column).FirstOrDefault();
    }

    private static bool Leads(ImportTarget target, JsonObject body, string[] steps)
    {
        var at = 0;
        if (target.List is { } list)
        {
            if (steps.Length < 2 || steps[0] != list) return false;
            at = 2;
        }
        JsonNode? node = body;
        foreach (var step in target.Path)
        {
            if (at >= steps.Length) return true;
            if (steps[at++] != step.Member) return false;
            node = (node as JsonObject)?[step.Member];
            if (step.Key is null || at >= steps.Length) continue;
            if (!int.TryParse(steps[at++], out var index) || (node as JsonArray)?.ElementAtOrDefault(index) is not JsonObject item || (string?)item[step.Key] != step.KeyValue) return false;
            node = item;
        }
        return true;
    }

    private void ReadLine(ImportItem item, SourceRow row)
    {
        var line = new JsonObject();
        ReadInto(item, row, line, ofList: true);
        if (line.Count == 0) return;
        // A price is in the currency of the order unless it says another one.
        if (line["unitPrice"] is JsonObject price && price["currency"] is null && item.Body["currency"] is { } currency) price["currency"] = currency.DeepClone();
        if (item.Body["lines"] is not JsonArray lines) item.Body["lines"] = lines = [];
        lines.Add(line);
    }

    private void ReadInto(ImportItem item, SourceRow row, JsonObject into, bool ofList)
    {
        foreach (var (target, value) in _constants.Where(c => c.Target.List is not null == ofList && !IsPart(c.Target))) Put(item, into, target, value, target.Name);
        ReadWays(item, row, into, ofList);
        // The currency of an amount says nothing without the amount.
        foreach (var (target, value) in _constants.Where(c => c.Target.List is not null == ofList && IsPart(c.Target)))
            if (target.IsIn(into)) Put(item, into, target, value, target.Name);
    }

    // Whether a column gives another part of the same object.
    private bool IsPart(ImportTarget target) => target.Path.Count > 1 && _ways.Any(w => w.Target.List == target.List && w.Target.Path.Count == target.Path.Count && w.Target.Path.SkipLast(1).SequenceEqual(target.Path.SkipLast(1)));

    private void ReadWays(ImportItem item, SourceRow row, JsonObject into, bool ofList)
    {
        foreach (var (column, index, target) in _ways)
        {
            if (target.List is not null != ofList) continue;
            switch (row)
            {
                case CellRow { Cells: var cells }:
                    Put(item, into, target, index < cells.Count ? cells[index] : "", column);
                    break;
                case JsonRow { Members: var members } when members.TryGetValue(column, out var value):
                    if (value is null) Empty(into, target);
                    else Try(item, column, () => Keep(item, into, target, _cells.Read(target, value), column));
                    break;
            }
        }
    }

    private void Put(ImportItem item, JsonObject into, ImportTarget target, string cell, string column)
    {
        if (string.IsNullOrWhiteSpace(cell)) Empty(into, target);
        else Try(item, column, () => Keep(item, into, target, _cells.Read(target, cell), column));
    }

    private static void Keep(ImportItem item, JsonObject into, ImportTarget target, JsonNode? value, string column)
    {
        if (target.By is { } by && value?.GetValueKind() == JsonValueKind.String) item.References.Add(new(into, target.Path[0].Member, by, value.GetValue<string>(), column));
        else if (value is not null) target.Put(into, value);
    }

    // A new record has nothing to clear, and takes null for nothing.
    private void Empty(JsonObject into, ImportTarget target)
    {
        if (_terms.EmptyCells == ImportEmptyCells.Clear && target.Value != ImportValue.Reference && target.Path.Count == 1) target.Put(into, null);
    }

    private static void Try(ImportItem item, string column, Action read)
    {
        try
        {
            read();
        }
        catch (UnreadableCell e)
        {
            item.Problems.Add(new(e.Code, e.Message, column));
        }
    }

    private void ReadKey(ImportItem item, SourceRow row)
    {
        if (KeyOf(row) is not { } id || _terms.ExternalSystem is not { } system) return;
        try
        {
            item.Key = new(system, id);
        }
        catch (InvalidInput e)
        {
            item.Problems.Add(new(e.Errors[0].Code, e.Errors[0].Message, _keyColumn));
        }
    }

    private string? KeyOf(SourceRow row)
    {
        var written = row switch
        {
            CellRow { Cells: var cells } => _keyIndex >= 0 && _keyIndex < cells.Count ? cells[_keyIndex] : null,
            JsonRow { Members: var members } => members.GetValueOrDefault(_keyColumn!) is { } value ? value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString() : null,
            _ => null,
        };
        return Domain.Common.Text.Clean(written);
    }
}
