using System.Globalization;
using System.Text.Json.Nodes;
using Crm.Api.Common;
using Crm.Application.Service.Complaints;
using Crm.Application.Service.Statistics;
using Crm.Domain.Common;
using Crm.Domain.Service;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Crm.Api.OpenApi;

/// <summary>What addresses that are no lists are asked for, and how much reports answer.</summary>
internal sealed class QueryRules : IOperationFilter
{
    private static readonly (Type Type, string Member, int Most)[] Lists =
    [
        (typeof(TicketStatisticsDetails), "data", GetTicketStatistics.MostRows),
        (typeof(TicketStatisticsDetails), "by", GetTicketStatistics.MostDimensions),
        (typeof(SatisfactionFiguresDetails), "scores", TicketSurvey.HighestScore),
        (typeof(ComplaintRecurrenceDetails), "data", GetComplaintRecurrence.MaxLimit),
        (typeof(ComplaintRecurrenceRow), "costs", Currency.Codes.Count()),
    ];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<QueryMetadata>().FirstOrDefault() is not { } query) return;
        operation.Parameters = [.. (operation.Parameters ?? []).Where(p => p.In != ParameterLocation.Query), .. query.Parameters.Select(Parameter)];
        foreach (var (type, member, most) in Lists)
            if (context.SchemaRepository.Schemas.TryGetValue(SchemaNames.Of(type), out var schema)) ((OpenApiSchema)((OpenApiSchema)schema).Properties![member]).MaxItems = most;
    }

    private static OpenApiParameter Parameter(QueryParameter p)
    {
        var one = new OpenApiSchema
        {
            Type = p.Least is null ? JsonSchemaType.String : JsonSchemaType.Integer,
            Format = p.Least is null ? p.Format : "int32",
            Pattern = p.Pattern,
            MaxLength = p.Pattern is null ? null : 100,
            Minimum = p.Least?.ToString(CultureInfo.InvariantCulture),
            Maximum = p.Largest?.ToString(CultureInfo.InvariantCulture),
            Default = p.Default switch { int number => JsonValue.Create(number), string text => JsonValue.Create(text), _ => null },
            Enum = p.Choices is null ? null : [.. p.Choices.Select(c => (JsonNode)JsonValue.Create(c))],
        };
        var schema = p.Most is null ? one : new OpenApiSchema { Type = JsonSchemaType.Array, MinItems = 1, MaxItems = p.Most, UniqueItems = true, Items = one };
        return new() { Name = p.Name, In = ParameterLocation.Query, Description = p.Description, Schema = schema, Required = p.Required, Explode = p.Most is null };
    }
}
