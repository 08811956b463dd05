using AutoMapper;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using MediatR;

namespace Crm.Application.Common.Fields;

/// <summary>A declared custom field.</summary>
public sealed record FieldDetails(
    Id<FieldDefinition> Id, int Version, CustomFieldTarget Target, string Key, string Label, CustomFieldType Type, bool IsRequired, IReadOnlyList<string> AllowedValues,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt) : IVersioned
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<FieldDefinition, FieldDetails>();
    }
}

public sealed record ListFields(ListRequest List) : IRequest<ListPage<FieldDetails>>
{
    public static readonly ListSpec<FieldDefinition> Spec = new ListSpec<FieldDefinition>(f => f.Id)
        .Sortable("key", f => f.Key)
        .Sortable("createdAt", f => f.CreatedAt)
        .Filter("target", f => f.Target)
        .Filter("type", f => f.Type)
        .SortedBy("key");
}

internal sealed class ListFieldsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListFields, ListPage<FieldDetails>>
{
    public Task<ListPage<FieldDetails>> Handle(ListFields q, CancellationToken ct) => lists.Page<FieldDefinition, FieldDetails>(db.FieldDefinitions, ListFields.Spec, q.List, ct);
}

public sealed record GetField(Id<FieldDefinition> Id) : IRequest<FieldDetails>;

internal sealed class GetFieldHandler(ICrmDb db) : IRequestHandler<GetField, FieldDetails>
{
    public Task<FieldDetails> Handle(GetField q, CancellationToken ct) =>
        db.GetAsync<FieldDefinition, FieldDetails>(q.Id, ct);
}
