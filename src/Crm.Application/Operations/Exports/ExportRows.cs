using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Common.Lists;
using Crm.Domain.Identity;
using Crm.Domain.Operations;
using MediatR;

namespace Crm.Application.Operations.Exports;

/// <summary>Reads what an export asks for as its list gives it to the present caller: the records that the caller sees, without what is hidden, page by page.</summary>
public sealed class ExportRows(IMediator send, ICurrentUser caller)
{
    /// <summary>Rows that are read at a time.</summary>
    public const int Page = 1000;

    /// <exception cref="NotAllowed">The caller may not read the list, or not export it (403).</exception>
    public void EnsureAllowed(ExportResource resource)
    {
        var list = ExportLists.Of(resource);
        caller.Require(list.Area, Act.Export);
        caller.Require(list.Area, list.Reading);
    }

    /// <summary>Asks the list as the export will, for one row: what the list refuses, is refused now.</summary>
    internal Task Try(ExportResource resource, Guid? of, ListRequest request, CancellationToken ct) => ExportLists.Of(resource).Read(send, of, request with { Limit = 1 }, ct);

    /// <summary>A page of rows as JSON, and how to ask for the next one.</summary>
    public async Task<(IReadOnlyList<JsonObject> Rows, PageInfo Page)> Read(Export export, ListRequest request, CancellationToken ct)
    {
        var (rows, page) = await ExportLists.Of(export.Resource).Read(send, export.RecordId, request, ct);
        return ([.. rows.Select(row => Shown(row, export.Fields))], page);
    }

    /// <summary>The request that an export stands for.</summary>
    public static ListRequest Request(Export export, int limit) => new SearchBody { Filter = ReadFilter(export.Filter), Q = export.Query, Sort = export.Sort }.ToRequest() with { Limit = limit };

    /// <summary>The fields by which an export is filtered.</summary>
    public static IReadOnlyList<string> FieldsOfFilter(Export export) => Request(export, 1).Tree is { } tree ? [.. tree.Terms.Select(t => t.Field).Concat(tree.Related.Select(r => r.Name)).Distinct()] : [];

    internal static JsonElement? ReadFilter(string? filter)
    {
        if (filter is null) return null;
        using var document = JsonDocument.Parse(filter);
        return document.RootElement.Clone();
    }

    private JsonObject Shown(object row, IReadOnlyList<string>? fields)
    {
        var node = JsonSerializer.SerializeToNode(row, row.GetType(), CrmJson.Options)!.AsObject();
        if (!caller.Access.Fields.IsUnlimited) Masks.Hide(node, row.GetType(), caller.Access.Fields);
        if (fields is not null)
            foreach (var left in node.Select(m => m.Key).Where(m => !fields.Contains(m)).ToList()) node.Remove(left);
        return node;
    }
}
