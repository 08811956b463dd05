using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Common.Lists;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace Crm.Api.Common;

/// <summary>Gives lists, searches and single records the form that was asked for by <c>fields</c> and <c>expand</c>. Related records are read by their own
/// list, in one query for each relation of the whole page.</summary>
internal sealed class Shaping(IMediator send, ICurrentUser caller) : IEndpointFilter
{
    /// <summary>What an operation answers a record of: the row of a list, or the resource itself.</summary>
    public static Type? RecordOf(IEnumerable<object> metadata)
    {
        var answer = metadata.OfType<IProducesResponseTypeMetadata>().FirstOrDefault(p => p.StatusCode == StatusCodes.Status200OK)?.Type;
        return IsPage(answer) ? answer!.GetGenericArguments()[0] : answer;
    }

    public static bool IsPage(Type? answer) => answer is { IsGenericType: true } && answer.GetGenericTypeDefinition() == typeof(ListPage<>);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var metadata = http.GetEndpoint()!.Metadata;
        if (metadata.GetMetadata<IShapes>() is not { } reads) return Masked(await next(context));
        // What is refused, is refused before anything is read.
        if (Shape.Of(http, context.Arguments.OfType<SearchBody>().FirstOrDefault(), reads.Spec, () => RecordOf(metadata)!) is not { } shape) return Masked(await next(context));

        var answer = Node((await next(context))!);
        var isPage = answer["data"] is JsonArray && answer["page"] is not null;
        JsonObject[] records = isPage ? [.. answer["data"]!.AsArray().Select(r => r!.AsObject())] : [answer];
        await Expand(records, shape.Expand, http.RequestAborted);
        if (shape.Fields is { } fields)
            foreach (var record in records)
                foreach (var left in record.Select(m => m.Key).Where(m => !fields.Contains(m) && !shape.Expand.Any(e => e.Relation.Name == m)).ToList())
                    record.Remove(left);
        return TypedResults.Json(answer, CrmJson.Options, shape.Fields is null ? null : Shape.SparseMediaType);
    }

    private async Task Expand(IReadOnlyCollection<JsonObject> records, IReadOnlyList<ExpandStep> steps, CancellationToken ct)
    {
        foreach (var (relation, below) in steps)
        {
            var isShown = Areas.Of(relation.Spec.Record) is not { } area || caller.Access.May(area, Act.Read);
            var ids = isShown ? records.Select(r => IdIn(r, relation)).OfType<Guid>().Distinct().ToList() : [];
            var related = ids.Count == 0 ? [] : (await relation.Read(send, ids, ct)).Select(Node).ToList();
            await Expand(related, below, ct);
            var byId = related.ToDictionary(r => r["id"]!.GetValue<Guid>());
            foreach (var record in records)
            {
                var shown = IdIn(record, relation) is { } id && byId.TryGetValue(id, out var found) ? found.DeepClone() : null;
                record.Insert(record.IndexOf(relation.Member) + 1, relation.Name, shown);
            }
        }
    }

    /// <summary>An answer without what the caller's roles hide; the answer itself when they hide nothing of it.</summary>
    private object? Masked(object? result)
    {
        if (caller.Access.Fields.IsUnlimited) return result;
        var answer = result is INestedHttpResult nested ? nested.Result : result;
        return answer switch
        {
            null => null,
            IValueHttpResult { Value: { } value } and IStatusCodeHttpResult { StatusCode: var status } when Hides(value.GetType()) => status == StatusCodes.Status201Created
                ? TypedResults.Created(LocationOf(answer), Node(value))
                : TypedResults.Json(Node(value), CrmJson.Options, statusCode: status),
            { } value and not IResult when Hides(value.GetType()) => TypedResults.Json(Node(value), CrmJson.Options),
            _ => result,
        };
    }

    private bool Hides(Type answer) => Masks.Within(answer).Any(part => caller.Access.Fields.HiddenIn(part).Count > 0);

    private JsonObject Node(object answer)
    {
        var node = JsonSerializer.SerializeToNode(answer, answer.GetType(), CrmJson.Options)!.AsObject();
        if (!caller.Access.Fields.IsUnlimited) Masks.Hide(node, answer.GetType(), caller.Access.Fields);
        return node;
    }

    private static string? LocationOf(object result) => (string?)result.GetType().GetProperty(nameof(Created<>.Location))?.GetValue(result);

    private static Guid? IdIn(JsonObject record, IExpansion relation) => record[relation.Member]?.GetValue<Guid>();
}
