using Crm.Application.Common;
using Crm.Application.Common.Fields;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Common;

internal static class FieldEndpoints
{
    public static void MapFields(this RouteGroupBuilder v1)
    {
        var reading = v1.MapGroup("/custom-fields").WithTags("Custom fields");

        reading.MapGet("/", Task<ListPage<FieldDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListFields(query.Request), ct))
            .Needs(Area.Settings, Act.Read).Describe("listCustomFields", "List the declared custom fields").Lists(ListFields.Spec);

        reading.MapSearch(Area.Settings, ListFields.Spec, list => new ListFields(list), "custom fields");

        reading.MapGet("/{id}", Task<FieldDetails> (Id<FieldDefinition> id, IMediator send, CancellationToken ct) => send.Send(new GetField(id), ct))
            .Needs(Area.Settings, Act.Read).Describe("getCustomField", "Read a custom field").ProducesProblem(404).Reads(ListFields.Spec);

        var writing = v1.MapGroup("/custom-fields").WithTags("Custom fields");

        writing.MapPost("/", Task<Created<FieldDetails>> (DeclareField body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("custom-fields", f => f.Id))
            .Needs(Area.Settings, Act.Manage).Describe("declareCustomField", "Declare a custom field").ProducesProblem(409);

        writing.MapPatch("/{id}", Task<FieldDetails> (Id<FieldDefinition> id, MergePatch<FieldInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeField(body) { Id = id }, ct))
            .Needs(Area.Settings, Act.Manage).Describe("changeCustomField", "Change a custom field").MayConflict();

        writing.MapArchiving<FieldDefinition>(Area.Settings, "custom field", Act.Manage);
    }
}
