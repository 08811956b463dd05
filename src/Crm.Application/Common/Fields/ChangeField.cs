using AutoMapper;
using Crm.Domain.Common;
using MediatR;

namespace Crm.Application.Common.Fields;

/// <summary>Changes what the patch names and leaves the rest.</summary>
public sealed record ChangeField(MergePatch<FieldInput> Patch) : CommandOn<FieldDefinition>, IRequest<FieldDetails>;

internal sealed class ChangeFieldHandler(ICrmDb db, Patches patches, IMapper mapper) : IRequestHandler<ChangeField, FieldDetails>
{
    public async Task<FieldDetails> Handle(ChangeField c, CancellationToken ct)
    {
        var field = await db.Load(c.Id, ct);
        var input = await patches.Apply(c.Patch, new() { Label = field.Label, IsRequired = field.IsRequired, AllowedValues = field.AllowedValues }, ct);
        var values = input.AllowedValues ?? [];
        if (values.Count > 0 != (field.Type == CustomFieldType.Choice))
            throw InvalidInput.At("/allowedValues", InputErrors.AllowedValuesOnlyForChoice, "A choice has allowed values, and only a choice.");
        field.Change(input.Label, input.IsRequired, values);
        await db.SaveLastAsync(ct);
        return mapper.Map<FieldDetails>(field);
    }
}
