using Crm.Api.Common;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Crm.Api.OpenApi;

/// <summary>The query parameters of addresses that are no lists.</summary>
internal sealed class QueryRules : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<QueryParameters>().SingleOrDefault() is not { } parameters) return;
        operation.Parameters =
        [
            .. (operation.Parameters ?? []).Where(p => p.In != ParameterLocation.Query),
            .. parameters.All.Select(p => new OpenApiParameter { Name = p.Name, In = ParameterLocation.Query, Description = p.Description, Required = p.IsRequired, Schema = p.Schema }),
        ];
    }
}
